import type { Manifest } from "../../../lib/synth/manifest";
import { type NamedObject, kubectlLines, objectsNamed } from "../../../operations/docs/kubectl-commands";
import { markdownFiles } from "../../../operations/docs/markdown-files";
import { addressed, runbookPages } from "../../../operations/docs/runbook-parts";
import { alertsOf } from "../../../operations/facts/alerts";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";
import { small } from "../../environments/small";
import { queryFaults } from "../../monitoring/query-faults";
import { environmentWith, synthesized } from "../../support/environments";
import { exampleDist } from "../../support/example-dist";

const idOf = ({ kind, namespace, name }: NamedObject) => `${kind.toLowerCase()} ${namespace ?? ""}/${name}`;

/** What a StatefulSet makes of its replicas. */
function ordinals({ metadata: { name, namespace }, spec }: Manifest): NamedObject[] {
  const claims: { metadata: { name: string } }[] = spec.volumeClaimTemplates ?? [];
  return Array.from({ length: spec.replicas ?? 1 }, (_, i) => `${name}-${i}`).flatMap((pod) => [
    { kind: "Pod", name: pod, namespace },
    ...claims.map((claim) => ({
      kind: "PersistentVolumeClaim",
      name: `${claim.metadata.name}-${pod}`,
      namespace,
    })),
  ]);
}

/** Everything that a command may name: objects, what controllers make of them, and prerequisites. */
const known: readonly NamedObject[] = exampleDist.flatMap(({ manifests, prerequisites }) => [
  ...manifests.map(({ kind, metadata }) => ({ kind, ...metadata })),
  ...manifests.filter(({ kind }) => kind === "StatefulSet").flatMap(ordinals),
  ...manifests
    .filter(({ kind }) => kind === "Certificate")
    .map(({ metadata: { namespace }, spec }) => ({ kind: "Secret", name: spec.secretName, namespace })),
  ...prerequisites.filter(({ kind }) => kind === "secret"),
]);
const ids = new Set(known.map(idOf));
const kinds = new Set(known.map(({ kind }) => kind.toLowerCase()));

/** The objects that a block of commands names, in words. */
const named = (code: string) => objectsNamed(code, kinds).map(idOf);

const pages = markdownFiles();
type Page = (typeof pages)[number];

/** What a page says to type. */
const shell = ({ blocks }: Page) =>
  blocks.filter(({ language }) => ["bash", "sh", "shell"].includes(language)).map(({ code }) => code);

test.each(pages.filter((page) => shell(page).length > 0))(
  "commands of $file name objects that are there",
  (page) => {
    expect(
      shell(page)
        .flatMap(named)
        .filter((id) => !ids.has(id)),
    ).toEqual([]);
  },
);

test("whoever follows day 0 makes every Secret that preflight asks for, and no page gives one other keys", () => {
  // What another environment reads besides, such as the key of a pager, the pages say in words.
  const needed = new Map(
    exampleDist
      .find(({ name }) => name === small.name)!
      .prerequisites.filter(({ kind }) => kind === "secret")
      .map(({ namespace, name, detail }) => [`${namespace}/${name}`, detail.split(",").sort()]),
  );
  const made = pages.flatMap(({ file, blocks }) =>
    blocks
      .flatMap(({ code }) => [
        ...code.matchAll(/ create secret generic (\S+) -n (\S+) .*<<VALUES.*\n([^]*?)\nVALUES/g),
      ])
      .map(([, name, namespace, values = ""]) => ({
        file,
        secret: `${namespace}/${name}`,
        keys: [...values.matchAll(/^([^=\n]+)=/gm)].map(([, key]) => key).sort(),
      })),
  );
  expect(made).toEqual(made.map((one) => ({ ...one, keys: needed.get(one.secret) })));
  const onDay0 = made.filter(({ file }) => file === "docs/operations/day-0.md");
  expect(onDay0.map(({ secret }) => secret).sort()).toEqual([...needed.keys()].sort());
  expect(made.length).toBeGreaterThan(onDay0.length);
});

test.each<[string, string[]]>([
  ["kubectl logs deployment/api -n prod --tail=5", ["namespace /prod", "deployment prod/api"]],
  ["kubectl describe hpa api-hpa -n prod", ["namespace /prod", "horizontalpodautoscaler prod/api-hpa"]],
  [
    "kubectl exec -n prod statefulset/db -- \\\n  kubectl get pod x",
    ["namespace /prod", "statefulset prod/db"],
  ],
  ["kubectl get secret tls -n prod -o yaml | base64 -d", ["namespace /prod", "secret prod/tls"]],
  ["kubectl get deployment metrics-server -n kube-system", []],
  ["for i in 0 1; do kubectl exec -n prod db-$i -- ls; done", ["namespace /prod"]],
  ["POD=$(kubectl get pods -n prod -o name | head -1)", ["namespace /prod"]],
])("%s names %j", (command, expected) => {
  expect(named(command)).toEqual(expected);
});

const runbooks = pages.filter(({ file }) => /^docs\/runbooks\/(?!README)/.test(file));
const nameOf = (file: string) => file.replace(/^docs\/runbooks\/|\.md$/g, "");

const headings = "What it means to users, Is it real?, First five minutes, Likely causes, Mitigation".split(
  ", ",
);

/** What the commands of a page ask Prometheus. */
const queriesOf = (code: string) =>
  [...code.matchAll(/promtool query instant http:\/\/localhost:9090 '([^']+)'/g)].map(([, query]) => query!);

/** Commands that change what the manifests declare: Argo CD and Flux take that back. */
const changesDeclared = /kubectl .*\b(rollout undo|scale|set|edit|patch (?!pvc))\b/;

test.each(exampleDist)("every alert of $name has a runbook, and every runbook an alert", ({ manifests }) => {
  const alerts = new Set(alertsOf(manifests).map(({ alert }) => alert));
  expect(alerts.size).toBeGreaterThan(10);
  expect(runbooks.map(({ file }) => nameOf(file)).sort()).toEqual([...alerts].sort());
});

test.each(runbooks)("$file answers the questions of a person on call, in their order", (page) => {
  const [title, ...others] = page.headings;
  expect(title).toBe(nameOf(page.file));
  expect(others.filter((heading) => headings.includes(heading))).toEqual(headings);
  expect(shell(page).length).toBeGreaterThan(1);
  expect(shell(page).flatMap(queriesOf).length).toBeGreaterThan(0);
});

test.each(runbooks)("commands of $file name their cluster", (page) => {
  const commands = shell(page).flatMap(kubectlLines);
  expect(commands.filter((command) => !/^kubectl --context \S+ /.test(command))).toEqual([]);
});

test("commands that people wrote go to the environment's cluster too, and to every replica of its Prometheus", () => {
  const [large] = exampleDist;
  const content = [
    "for i in 0; do kubectl --context elsewhere exec -n prometheus prometheus-$i -- true; done",
    "for i in 0 1 2; do kubectl --context elsewhere get pod/elasticsearch-$i -n logging; done",
  ].join("\n");
  expect(addressed(large!, { file: "page.md", content }).content.split("\n")).toEqual([
    "for i in 0 1; do kubectl --context production exec -n prometheus prometheus-$i -- true; done",
    "for i in 0 1 2; do kubectl --context production get pod/elasticsearch-$i -n logging; done",
  ]);
});

test("a page says where another environment has another bound", () => {
  const [large, other] = exampleDist as [EnvironmentManifests, EnvironmentManifests];
  const { manifests } = synthesized(environmentWith({ "monitoring.thresholds.errorRatio": 0.07 }));
  const [same, another] = [other.manifests, manifests].map((manifests) =>
    runbookPages(large, [{ ...other, manifests }]).find(({ file }) => nameOf(file) === "HighErrorRate"),
  );
  expect(same!.content).not.toContain("In `staging`");
  expect(another!.content).toContain("\nMore than 5 % of the requests");
  expect(another!.content).toContain("\nIn `staging`: More than 7 % of the requests");
});

test.each(runbooks)("$file says to pause the sync where it changes what git declares", (page) => {
  const changes = shell(page).some((code) => changesDeclared.test(code));
  expect(page.links.includes("README.md#pause-the-sync")).toBe(changes);
});

test.each(pages.filter((page) => shell(page).flatMap(queriesOf).length > 0))(
  "queries of $file are PromQL over metrics that something exposes",
  (page) => {
    // People look at what is there; alerts must not fall silent where nothing is.
    const faults = shell(page)
      .flatMap(queriesOf)
      .flatMap(queryFaults)
      .filter((fault) => !fault.startsWith("falls silent"));
    expect(faults).toEqual([]);
  },
);
