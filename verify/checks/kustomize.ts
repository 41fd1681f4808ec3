import { parseAllDocuments } from "yaml";
import type { Check } from "../check";
import { overlays, render } from "../overlays";
import { withTemporaryFolder } from "../temporary-folder";

/** `kubectl kustomize` renders every overlay, and each object carries the labels of its environment. */
export const kustomize: Check = {
  name: "kustomize",
  proves: "kubectl renders every overlay, and labels each object with its environment and cluster",
  needs: ["kubectl"],
  run: async () => {
    const counts = await Promise.all(
      overlays().map(
        async ({ environment, folder }) => `${environment} ${await renderedObjects(environment, folder)}`,
      ),
    );
    return `${counts.join(", ")} objects`;
  },
  mistakes: [
    {
      mistake: "a resource that is not there",
      attempt: () => withKustomization("resources:\n  - nowhere.yaml\n"),
      refusedWith: /nowhere\.yaml/,
    },
    {
      mistake: "an object without the environment's label",
      attempt: () => withKustomization("resources:\n  - object.yaml\n"),
      refusedWith: /ConfigMap\/one lacks the label environment: staging/,
    },
  ],
};

async function renderedObjects(environment: string, folder: string): Promise<number> {
  const objects = parseAllDocuments(await render(folder)).map((document) => document.toJS() as Labelled);
  const faults = objects.flatMap(({ kind, metadata: { name, labels = {} } }) => [
    ...(labels["environment"] === environment
      ? []
      : [`${kind}/${name} lacks the label environment: ${environment}`]),
    ...(labels["cluster"] ? [] : [`${kind}/${name} lacks the label cluster`]),
  ]);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return objects.length;
}

interface Labelled {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

function withKustomization(text: string): Promise<number> {
  return withTemporaryFolder((folder) => renderedObjects("staging", folder), {
    "object.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n",
    "kustomization.yaml": text,
  });
}
