import { podTemplateOf } from "../../../lib/synth/manifest";
import { type NamedObject, objectsNamed } from "../../../operations/docs/kubectl-commands";
import { markdownFiles } from "../../../operations/docs/markdown-files";
import { small } from "../../environments/small";
import { exampleDist } from "../../support/example-dist";

const idOf = ({ kind, namespace, name }: NamedObject) => `${kind} ${namespace ?? ""}/${name}`;

/** Everything that a command may name: objects, what controllers make of them, and prerequisites. */
const known = new Set(
  exampleDist.flatMap(({ manifests, prerequisites }) => [
    ...manifests.flatMap((manifest): string[] => {
      const { kind, metadata, spec } = manifest;
      const { name, namespace } = metadata;
      const own = idOf({ kind, name, namespace });
      if (kind === "Certificate") return [own, idOf({ kind: "Secret", name: spec.secretName, namespace })];
      if (kind !== "StatefulSet") return [own];
      const ordinals = Array.from({ length: spec.replicas ?? 1 }, (_, i) => String(i));
      const claims = ((spec.volumeClaimTemplates ?? []) as { metadata: { name: string } }[]).flatMap(
        (claim) =>
          ordinals.map((i) =>
            idOf({ kind: "PersistentVolumeClaim", name: `${claim.metadata.name}-${name}-${i}`, namespace }),
          ),
      );
      const pods = ordinals.map((i) => idOf({ kind: "Pod", name: `${name}-${i}`, namespace }));
      return [own, ...claims, ...pods];
    }),
    ...prerequisites
      .filter(({ kind }) => kind === "secret")
      .map(({ name, namespace }) => idOf({ kind: "Secret", name, namespace })),
  ]),
);

const pages = markdownFiles().map(({ file, blocks }) => ({
  file,
  commands: blocks.filter(({ language }) => ["bash", "sh", "shell"].includes(language)),
}));

test.each(pages.filter(({ commands }) => commands.length > 0))(
  "commands of $file name objects that are there",
  ({ commands }) => {
    const strangers = commands
      .flatMap(({ code }) => objectsNamed(code))
      .map(idOf)
      .filter((id) => !known.has(id));
    expect(strangers).toEqual([]);
  },
);

test("a Secret that a page makes has every key that is read of it", () => {
  const made = pages.flatMap(({ file, commands }) =>
    commands.flatMap(({ code }) =>
      [...code.matchAll(/ create secret generic (\S+) .*<<VALUES.*\n((?:.+\n)*?)VALUES/g)].map(
        ([, name, values = ""]) => ({
          file,
          name,
          keys: values.split("\n").map((value) => value.split("=")[0]),
        }),
      ),
    ),
  );
  expect(made.length).toBeGreaterThan(4);
  // What another environment reads besides, such as the key of a pager, the pages say in words.
  const needed = exampleDist
    .filter(({ name }) => name === small.name)
    .flatMap(({ prerequisites }) => prerequisites.filter(({ kind }) => kind === "secret"));
  const missing = made.flatMap(({ file, name, keys }) =>
    needed
      .filter((secret) => secret.name === name)
      .flatMap(({ detail }) => detail.split(","))
      .filter((key) => !keys.includes(key))
      .map((key) => `${file}: ${name ?? ""} without ${key}`),
  );
  expect([...new Set(missing)]).toEqual([]);
});

test.each<[string, string[]]>([
  ["kubectl get pods -n fingerprint", ["Namespace /fingerprint"]],
  ["kubectl logs deployment/api -n prod --tail=5", ["Namespace /prod", "Deployment prod/api"]],
  ["kubectl describe hpa api-hpa -n prod", ["Namespace /prod", "HorizontalPodAutoscaler prod/api-hpa"]],
  [
    "kubectl exec -n prod statefulset/db -- \\\n  kubectl get pod x",
    ["Namespace /prod", "StatefulSet prod/db"],
  ],
  ["kubectl get secret tls -n prod -o yaml | base64 -d", ["Namespace /prod", "Secret prod/tls"]],
  ["kubectl get deployment metrics-server -n kube-system", []],
  ["for i in 0 1; do kubectl exec -n prod db-$i -- ls; done", ["Namespace /prod"]],
  ["POD=$(kubectl get pods -n prod -o name | head -1)", ["Namespace /prod"]],
])("%s names %j", (command, expected) => {
  expect(objectsNamed(command).map(idOf)).toEqual(expected);
});

test("the workloads themselves are among what may be named", () => {
  const workloads = exampleDist.flatMap(({ manifests }) =>
    manifests.filter((manifest) => podTemplateOf(manifest)),
  );
  expect(
    workloads.every(({ kind, metadata }) =>
      known.has(idOf({ kind, name: metadata.name, namespace: metadata.namespace })),
    ),
  ).toBe(true);
});
