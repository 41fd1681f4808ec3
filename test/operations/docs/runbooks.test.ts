import { alertsOf } from "../../../operations/facts/alerts";
import { kubectlLines } from "../../../operations/docs/kubectl-commands";
import { addressed } from "../../../operations/docs/runbook-parts";
import { markdownFiles } from "../../../operations/docs/markdown-files";
import type { CodeBlock } from "../../../operations/docs/markdown-page";
import { queryFaults } from "../../monitoring/support/query-faults";
import { exampleDist } from "../../support/example-dist";

const pages = markdownFiles().filter(({ file }) => /^docs\/runbooks\/(?!README)/.test(file));
const nameOf = (file: string) => file.replace(/^docs\/runbooks\/|\.md$/g, "");

const headings = [
  "What it means to users",
  "Is it real?",
  "First five minutes",
  "Likely causes",
  "Mitigation",
];

const shell = ({ blocks }: { readonly blocks: readonly CodeBlock[] }) =>
  blocks.filter(({ language }) => language === "bash").map(({ code }) => code);

/** What the commands of a page ask Prometheus. */
const queriesOf = (code: string) =>
  [...code.matchAll(/promtool query instant http:\/\/localhost:9090 '([^']+)'/g)].map(
    ([, query = ""]) => query,
  );

/** Commands that change what the manifests declare: Argo CD and Flux take that back. */
const changesDeclared = /kubectl .*\b(rollout undo|scale|set|edit|patch (?!pvc))\b/;

test.each(exampleDist)("every alert of $name has a runbook, and every runbook an alert", ({ manifests }) => {
  const alerts = new Set(alertsOf(manifests).map(({ alert }) => alert));
  expect(alerts.size).toBeGreaterThan(10);
  expect(pages.map(({ file }) => nameOf(file)).sort()).toEqual([...alerts].sort());
});

test.each(pages)("$file answers the questions of a person on call, in their order", (page) => {
  const [title, ...others] = page.headings;
  expect(title).toBe(nameOf(page.file));
  expect(others.filter((heading) => headings.includes(heading))).toEqual(headings);
  expect(shell(page).length).toBeGreaterThan(1);
  expect(shell(page).flatMap(queriesOf).length).toBeGreaterThan(0);
});

test.each(pages)("commands of $file name their cluster", (page) => {
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

test.each(pages)("$file says to pause the sync where it changes what git declares", (page) => {
  const changes = shell(page).some((code) => changesDeclared.test(code));
  expect(page.links.includes("README.md#pause-the-sync")).toBe(changes);
});

test.each(markdownFiles().filter((page) => shell(page).flatMap(queriesOf).length > 0))(
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

test("a query with a mistake is noticed", () => {
  expect(queryFaults("sum(rate(up[5m])")).toHaveLength(1);
  expect(queryFaults("no_such_metric")).toHaveLength(1);
  expect(queryFaults("sum(rate(up[5m]))")).toEqual([]);
});
