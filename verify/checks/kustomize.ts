import { parseAllDocuments } from "yaml";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { type Check, mistakesIn } from "../check";
import { overlays, render, renderVariant } from "../overlays";
import { takenBy } from "../props/families";
import { withTemporaryFolder } from "../temporary-folder";
import { variants } from "../variants/variants";

export const kustomize: Check = {
  proves: "kubectl renders every overlay, labels each object, and keeps texts such as 0o17 as they are",
  needs: ["kubectl"],
  run: async () => {
    const counts: string[] = [];
    for (const { environment, folder } of overlays())
      counts.push(`${environment} ${await renderedObjects(environment, folder)}`);
    return `${counts.join(", ")} objects; ${await survivingTexts()} texts`;
  },
  mistakes: mistakesIn("kustomize", (kustomization: string) =>
    withTemporaryFolder((folder) => renderedObjects("staging", folder), {
      "object.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n",
      "kustomization.yaml": kustomization,
    }),
  ),
};

async function renderedObjects(environment: string, folder: string): Promise<number> {
  const objects = manifestsIn(await render(folder));
  const faults = objects
    .filter(({ metadata: { labels = {} } }) => labels["environment"] !== environment || !labels["cluster"])
    .map(
      ({ kind, metadata: { name } }) =>
        `${kind}/${name} lacks the label environment: ${environment} or cluster`,
    );
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return objects.length;
}

/** Labels, annotations and variables of all that looks like something else arrive on every object. Counts them. */
async function survivingTexts(): Promise<number> {
  const props = variants["little and open"]!;
  const named = (prefix: string, format: string) =>
    Object.fromEntries(takenBy(format).map((text, i) => [`${prefix}${i}`, String(text)]));
  const labels = named("label-", "labelValue");
  const annotations = named("annotation-", "textOrNone");
  const env = named("VARIABLE_", "textOrNone");
  const variables = Object.entries(env).map(([name, value]) => [name.toLowerCase(), value] as const);
  const texts = { ...props, labels, annotations, api: { ...props.api, env } };
  const rendered = await renderVariant("texts", texts);
  const faults = (["1.1", "1.2"] as const).flatMap((version) =>
    parseAllDocuments(rendered, { version }).flatMap((document) => {
      const { kind, metadata, data } = document.toJS();
      const found = { ...metadata.labels, ...metadata.annotations, ...data };
      const own = metadata.name === "fingerprint-api-config" ? variables : [];
      return [...Object.entries({ ...labels, ...annotations }), ...own]
        .filter(([key, text]) => found[key] !== text)
        .map(([key, text]) => `${kind}/${metadata.name}: ${key} is ${found[key]} instead of ${text}`);
    }),
  );
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return Object.keys({ ...labels, ...annotations, ...env }).length;
}
