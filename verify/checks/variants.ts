import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { readEnvironments } from "../../environments/shape/read-environments";
import { environmentProps, type EnvironmentProps } from "../../environments/shape/environment";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { messageOf } from "../../lib/message-of";
import { kubernetesSchemas } from "../../tools/kubernetes-schemas";
import type { Check } from "../check";
import { connectivity } from "../connectivity/connections";
import type { Manifest } from "../../lib/synth/manifest";
import { validObjects } from "../kubeconform/valid-objects";
import { render } from "../overlays";
import { withTemporaryFolder } from "../temporary-folder";
import { choicesIn, choicesOf, type Choice } from "../variants/choices";
import { variants as committed } from "../variants/variants";

type Variants = Readonly<Record<string, EnvironmentProps>>;

/** What no environment of ours says yet works, too: the next one may. */
export const variants: Check = {
  name: "variants",
  proves:
    "every choice that props offer, also those that no environment makes, gives objects that Kubernetes accepts",
  needs: ["kubectl", "kubeconform", "netpolicy"],
  run: async () => {
    const offered = refuseUntried(committed);
    let objects = 0;
    for (const [name, props] of Object.entries(committed)) objects += await acceptedObjects(name, props);
    return `${offered} choices; ${Object.keys(committed).length} variants with ${objects} objects, on ${(await kubernetesSchemas()).length} versions`;
  },
  mistakes: [
    {
      mistake: "a choice that nobody tries",
      attempt: () => Promise.resolve().then(() => refuseUntried({})),
      refusedWith: /nothing tries api\.exposure\.via = gateway/,
    },
    {
      mistake: "a variant that is no valid environment",
      attempt: () => acceptedObjects("wrong", { ...Object.values(committed)[0]!, name: "No Name" }),
      refusedWith: /wrong: .*name/,
    },
  ],
};

/** Rejects with the choices that neither an environment nor a variant makes. Gives the number of all. */
function refuseUntried(tried: Variants): number {
  const offered = new Set(choicesOf(environmentProps));
  const declarations = [
    ...readEnvironments().declarations.map(({ props }) => props),
    ...Object.values(tried),
  ];
  const made = new Set<Choice>(
    declarations.flatMap((props) => choicesIn(environmentProps.parse(props), offered)),
  );
  const missing = [...offered].filter((choice) => !made.has(choice));
  if (missing.length > 0) throw new Error(missing.map((choice) => `nothing tries ${choice}`).join("\n"));
  return offered.size;
}

/** Synthesizes a variant and counts its objects. Rejects when validation, kubectl, a schema or a policy has a fault. */
function acceptedObjects(variant: string, props: EnvironmentProps): Promise<number> {
  return withTemporaryFolder(async (folder) => {
    try {
      synthesizeEnvironment(props, folder);
    } catch (error) {
      throw new Error(`${variant}: ${messageOf(error)}`, { cause: error });
    }
    const manifests = await render(join(folder, props.name));
    for (const schemas of await kubernetesSchemas()) await validObjects(manifests, schemas);
    const objects = parseAllDocuments(manifests).map((document) => document.toJS() as Manifest);
    await connectivity(objects);
    return objects.length;
  });
}
