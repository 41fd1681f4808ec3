import { parseAllDocuments } from "yaml";
import { readEnvironments } from "../../environments/shape/read-environments";
import { environmentProps, type EnvironmentProps } from "../../environments/shape/environment";
import { kubernetesSchemas } from "../../tools/kubernetes-schemas";
import type { Check } from "../check";
import { connectivity } from "../connectivity/connections";
import type { Manifest } from "../../lib/synth/manifest";
import { validObjects } from "../kubeconform/valid-objects";
import { choicesIn, choicesOf, type Choice } from "../variants/choices";
import { renderVariant } from "../variants/render-variant";
import { variants as committed } from "../variants/variants";

/** What no environment of ours says yet works, too: the next one may. */
export const variants: Check = {
  name: "variants",
  proves:
    "every choice that props offer, also those that no environment makes, gives objects that Kubernetes accepts",
  needs: ["kubectl", "kubeconform", "netpolicy"],
  run: async () => {
    const declared = readEnvironments().declarations.map(({ props }) => props);
    const offered = refuseUntried([...declared, ...Object.values(committed)]);
    let objects = 0;
    for (const [name, props] of Object.entries(committed)) objects += await acceptedObjects(name, props);
    return `${offered} choices; ${Object.keys(committed).length} variants with ${objects} objects, on ${(await kubernetesSchemas()).length} versions`;
  },
  mistakes: [
    {
      mistake: "a choice that nobody tries",
      attempt: () => refuseUntried([]),
      refusedWith: /nothing tries api\.exposure\.via = gateway/,
    },
    {
      mistake: "a variant that is no valid environment",
      attempt: () => acceptedObjects("wrong", { ...Object.values(committed)[0]!, name: "No Name" }),
      refusedWith: /wrong: .*name/,
    },
  ],
};

/** Rejects with the choices that nobody makes. Gives the number of all. */
function refuseUntried(tried: readonly EnvironmentProps[]): number {
  const offered = new Set(choicesOf(environmentProps));
  const made = new Set<Choice>(tried.flatMap((props) => choicesIn(environmentProps.parse(props), offered)));
  const missing = [...offered].filter((choice) => !made.has(choice));
  if (missing.length > 0) throw new Error(missing.map((choice) => `nothing tries ${choice}`).join("\n"));
  return offered.size;
}

/** Synthesizes a variant and counts its objects. Rejects when validation, kubectl, a schema or a policy has a fault. */
async function acceptedObjects(variant: string, props: EnvironmentProps): Promise<number> {
  const manifests = await renderVariant(variant, props);
  for (const schemas of await kubernetesSchemas()) await validObjects(manifests, schemas);
  const objects = parseAllDocuments(manifests).map((document) => document.toJS() as Manifest);
  await connectivity(objects);
  return objects.length;
}
