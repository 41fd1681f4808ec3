import type { Manifest } from "../../../lib/synth/manifest";
import { kubectlLines, markdownFiles } from "../../../operations/docs/markdown-page";
import { runbookPages } from "../../../operations/docs/runbook-parts";
import { alertsOf } from "../../../operations/facts/alerts";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";
import { small } from "../../environments/small";
import { queryFaults } from "../../monitoring/query-faults";
import { environmentWith, synthesized } from "../../support/environments";
import { exampleDist } from "../../support/examples";

const idOf = (kind: string, { name, namespace = "" }: { name: string; namespace?: string | undefined }) =>
  `${kind.toLowerCase()} ${namespace}/${name}`;

/** What controllers make of an object. */
function madeOf({ kind, metadata: { name, namespace }, spec }: Manifest): string[] {
  if (kind === "Certificate") return [idOf("Secret", { name: spec.secretName, namespace })];
  if (kind !== "StatefulSet") return [];
  const claims: { metadata: { name: string } }[] = spec.volumeClaimTemplates ?? [];
  return Array.from({ length: spec.replicas ?? 1 }, (_, i) => `${name}-${i}`).flatMap((pod) => [
    idOf("Pod", { name: pod, namespace }),
    ...claims.map(({ metadata }) =>
      idOf("PersistentVolumeClaim", { name: `${metadata.name}-${pod}`, namespace }),
    ),
  ]);
}

/** Everything that a command may name: objects, what controllers make of them, and prerequisites. */
const known = new Set(
  exampleDist.flatMap(({ manifests, prerequisites }) => [
    ...manifests.flatMap((manifest) => [idOf(manifest.kind, manifest.metadata), ...madeOf(manifest)]),
    ...prerequisites.filter(({ kind }) => kind === "secret").map((row) => idOf(row.kind, row)),
  ]),
);
const shortNames = new Map([
  ["deploy", "deployment"],
  ["hpa", "horizontalpodautoscaler"],
  ["pvc", "persistentvolumeclaim"],
  ["sts", "statefulset"],
  ["svc", "service"],
]);
const kinds = new Set([...[...known].map((id) => id.split(" ")[0]), ...shortNames.keys()]);
const object = new RegExp(`(?<=[ ,])(${[...kinds].join("|")})[ /]([a-z0-9][\\w.-]*)(?=[ ;]|$)`, "g");

/** Namespaces of the cluster's own, and an object, which these manifests count on. */
const ofTheCluster =
  /[ /](v1beta1\.metrics\.k8s\.io|kube-system|ingress-nginx|cert-manager|argocd|flux-system)(?=\/|$)/;

/** The objects that a block of commands names, but for those of the cluster itself. */
function named(code: string): string[] {
  return kubectlLines(code).flatMap((command) => {
    const [own = ""] = command.split(" -- ");
    const namespace = / (?:-n|--namespace)[ =]([a-z][\w-]*)/.exec(own)?.[1];
    const plain = own.replaceAll(/ (-n|--namespace|-o|--output) \S+| -\S+/g, "").replace("generic ", "");
    const objects = [...plain.matchAll(object)].map(([, kind = "", name = ""]) =>
      idOf(shortNames.get(kind) ?? kind, { name, namespace }),
    );
    const all = namespace === undefined ? objects : [idOf("namespace", { name: namespace }), ...objects];
    return all.filter((id) => !ofTheCluster.test(id));
  });
}

const pages = markdownFiles();
type Page = (typeof pages)[number];

/** What a page says to type. */
const shell = ({ blocks }: Page) =>
  blocks.filter(({ language }) => ["bash", "sh", "shell"].includes(language)).map(({ code }) => code);

test.each(pages)("commands of $file name objects that are there", (page) => {
  expect(
    shell(page)
      .flatMap(named)
      .filter((id) => !known.has(id)),
  ).toEqual([]);
});

test("whoever follows day 0 makes every Secret that preflight asks for, and no page gives one other keys", () => {
  // What another environment reads besides, such as the key of a pager, the pages say in words.
  const { prerequisites } = exampleDist.find(({ name }) => name === small.name)!;
  const needed = new Map(
    prerequisites
      .filter(({ kind }) => kind === "secret")
      .map(({ namespace, name, detail }) => [`${namespace}/${name}`, detail.split(",").sort()]),
  );
  const command = / create secret generic (\S+) -n (\S+) .*<<VALUES.*\n([^]*?)\nVALUES/g;
  const madeBy = ({ blocks }: Page) =>
    blocks
      .flatMap(({ code }) => [...code.matchAll(command)])
      .map(([, name, namespace, values = ""]): [string, unknown[]] => [
        `${namespace}/${name}`,
        [...values.matchAll(/^([^=\n]+)=/gm)].map(([, key]) => key).sort(),
      ]);
  const onDay0 = pages.filter(({ file }) => file === "docs/operations/day-0.md").flatMap(madeBy);
  expect(new Map(onDay0)).toEqual(needed);
  const made = pages.flatMap(madeBy);
  expect(made).toEqual(made.map(([name]) => [name, needed.get(name)]));
});

test.each<[string, string[]]>([
  ["kubectl describe hpa a -n prod -o yaml", ["namespace /prod", "horizontalpodautoscaler prod/a"]],
  ["kubectl exec -n prod sts/db -- \\\n  kubectl get pod x", ["namespace /prod", "statefulset prod/db"]],
  ["for i in 0; do kubectl exec pod/db-$i deployment/a; done", ["deployment /a"]],
  ["kubectl get deployment metrics-server -n kube-system", []],
])("%s names %j", (command, expected) => {
  expect(named(command)).toEqual(expected);
});

const runbooks = pages.filter(({ file }) => /^docs\/runbooks\/(?!README)/.test(file));
const nameOf = (file: string) => file.replace(/^docs\/runbooks\/|\.md$/g, "");

/** What the commands of a page ask Prometheus. */
const queriesOf = (page: Page) =>
  shell(page).flatMap(
    (code) => code.match(/(?<=promtool query instant http:\/\/localhost:9090 ')[^']+(?=')/g) ?? [],
  );

const parts = ["What it means to users", "Is it real?", "First five minutes", "Likely causes", "Mitigation"];

/** Commands that change what the manifests declare: Argo CD and Flux take that back. */
const changesDeclared = /kubectl .*\b(rollout undo|scale|set|edit|patch (?!pvc))\b/;

test.each(exampleDist)("every alert of $name has a runbook, and every runbook an alert", ({ manifests }) => {
  const alerts = new Set(alertsOf(manifests).map(({ alert }) => alert));
  expect(alerts.size).toBeGreaterThan(10);
  expect(runbooks.map(({ file }) => nameOf(file)).sort()).toEqual([...alerts].sort());
});

test.each(runbooks)(
  "$file answers a person on call, by commands that name their cluster, and says to pause the sync where they change what git declares",
  (page) => {
    const [title, ...others] = page.headings;
    expect(title).toBe(nameOf(page.file));
    expect(others.filter((heading) => parts.includes(heading))).toEqual(parts);
    expect(shell(page).length).toBeGreaterThan(1);
    expect(queriesOf(page).length).toBeGreaterThan(0);
    const commands = shell(page).flatMap(kubectlLines);
    expect(commands.filter((command) => !/^kubectl --context \S+ /.test(command))).toEqual([]);
    const changes = shell(page).some((code) => changesDeclared.test(code));
    expect(page.links.includes("README.md#pause-the-sync")).toBe(changes);
  },
);

const [large, other] = exampleDist as [EnvironmentManifests, EnvironmentManifests];

test("a page says where another environment has another bound", () => {
  const { manifests } = synthesized(environmentWith({ "monitoring.thresholds.errorRatio": 0.07 }));
  const [same, another] = [other.manifests, manifests].map(
    (manifests) =>
      runbookPages(large, [{ ...other, manifests }]).find(({ file }) => nameOf(file) === "HighErrorRate")!
        .content,
  );
  expect(same).not.toContain("In `staging`");
  expect(another).toContain("\nMore than 5 % of the requests");
  expect(another).toContain("\nIn `staging`: More than 7 % of the requests");
});

test.each(pages)("queries of $file are PromQL over metrics that something exposes", (page) => {
  // People look at what is there; alerts must not fall silent where nothing is.
  const faults = queriesOf(page)
    .flatMap(queryFaults)
    .filter((fault) => !fault.startsWith("falls silent"));
  expect(faults).toEqual([]);
});
