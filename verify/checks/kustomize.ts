import { parseAllDocuments } from "yaml";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { type Check, mistake } from "../check";
import { overlays, render } from "../overlays";
import { families } from "../props/families";
import { withTemporaryFolder } from "../temporary-folder";
import { renderVariant } from "../variants/render-variant";
import { variants } from "../variants/variants";

/** `kubectl kustomize` renders every overlay, and each object carries the labels of its environment. */
export const kustomize: Check = {
  name: "kustomize",
  proves:
    "kubectl renders every overlay, labels each object with its environment and cluster, and keeps texts such as 0o17 as they are",
  needs: ["kubectl"],
  run: async () => {
    const counts = await Promise.all(
      overlays().map(
        async ({ environment, folder }) => `${environment} ${await renderedObjects(environment, folder)}`,
      ),
    );
    return `${counts.join(", ")} objects; ${String(await survivingTexts())} texts`;
  },
  mistakes: [
    mistake("a resource that is not there", /nowhere\.yaml/, () =>
      withKustomization("resources:\n  - nowhere.yaml\n"),
    ),
    mistake(
      "an object without the environment's label",
      /ConfigMap\/one lacks the label environment: staging/,
      () => withKustomization("resources:\n  - object.yaml\n"),
    ),
    mistake("a label that YAML 1.1 takes for text and Go for a number", /cannot unmarshal number/, () =>
      withKustomization("resources:\n  - object.yaml\nlabels:\n  - pairs:\n      team: 0o17\n"),
    ),
  ],
};

async function renderedObjects(environment: string, folder: string): Promise<number> {
  const objects = manifestsIn(await render(folder));
  const faults = objects.flatMap(({ kind, metadata: { name, labels = {} } }) => [
    ...(labels["environment"] === environment
      ? []
      : [`${kind}/${name} lacks the label environment: ${environment}`]),
    ...(labels["cluster"] ? [] : [`${kind}/${name} lacks the label cluster`]),
  ]);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return objects.length;
}

/** Labels, annotations and variables of all that looks like something else arrive on every object. Counts them. */
async function survivingTexts(): Promise<number> {
  const [props] = Object.values(variants);
  if (!props) throw new Error("there is no variant");
  const named = (prefix: string, texts: readonly unknown[]) =>
    Object.fromEntries(texts.map((text, i) => [`${prefix}${String(i)}`, String(text)]));
  const labels = named("label-", families["labelValue"]?.takes ?? []);
  const annotations = named("annotation-", families["textOrNone"]?.takes ?? []);
  const env = named("VARIABLE_", families["textOrNone"]?.takes ?? []);
  const variables = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const rendered = await renderVariant("texts", {
    ...props,
    labels,
    annotations,
    api: { ...props.api, env },
  });
  const faults = (["1.1", "1.2"] as const).flatMap((version) =>
    parseAllDocuments(rendered, { version }).flatMap((document) => {
      const { kind, metadata, data } = document.toJS();
      const found = { ...metadata.labels, ...metadata.annotations, ...data };
      const own = kind === "ConfigMap" && metadata.name === "fingerprint-api-config" ? variables : {};
      return Object.entries({ ...labels, ...annotations, ...own })
        .filter(([key, text]) => found[key] !== text)
        .map(([key, text]) => `${kind}/${metadata.name}: ${key} is ${String(found[key])} instead of ${text}`);
    }),
  );
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return Object.keys({ ...labels, ...annotations, ...env }).length;
}

function withKustomization(text: string): Promise<number> {
  return withTemporaryFolder((folder) => renderedObjects("staging", folder), {
    "object.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n",
    "kustomization.yaml": text,
  });
}
