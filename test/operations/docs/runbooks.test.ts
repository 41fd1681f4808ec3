import { alertsOf } from "../../../operations/facts/alerts";
import { markdownFiles } from "../../../operations/docs/markdown-files";
import { readDist } from "../../../operations/manifests/read-dist";

interface PromqlParser {
  parse(query: string): {
    iterate(visitor: { enter: (node: { type: { isError: boolean }; from: number }) => void }): void;
  };
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the module can be required, its types can't be imported
const { parser } = require("@prometheus-io/lezer-promql") as { parser: PromqlParser };

const pages = markdownFiles().filter(({ file }) => /^docs\/runbooks\/(?!README)/.test(file));
const nameOf = (file: string) => file.replace(/^docs\/runbooks\/|\.md$/g, "");

const headings = [
  "What it means to users",
  "Is it real?",
  "First five minutes",
  "Likely causes",
  "Mitigation",
  "Escalation",
  "Silence",
  "Links",
];

/** The first place where a query is no PromQL; undefined where it is. */
function faultOf(query: string): string | undefined {
  let fault: string | undefined;
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) fault ??= `at ${String(node.from)}: ${query.slice(node.from, node.from + 20)}`;
    },
  });
  return fault;
}

test.each(readDist())("every alert of $name has a runbook, and every runbook an alert", ({ manifests }) => {
  const alerts = new Set(alertsOf(manifests).map(({ alert }) => alert));
  expect(alerts.size).toBeGreaterThan(10);
  expect(pages.map(({ file }) => nameOf(file)).sort()).toEqual([...alerts].sort());
});

test.each(pages)("$file answers the questions of a person on call, in their order", (page) => {
  expect(page.headings).toEqual([nameOf(page.file), ...headings]);
  expect(page.blocks.filter(({ language }) => language === "bash").length).toBeGreaterThan(1);
});

test.each(pages)("queries of $file are PromQL", ({ blocks }) => {
  const queries = blocks.filter(({ language }) => language === "promql");
  expect(queries.map(({ code }) => faultOf(code)).filter((fault) => fault !== undefined)).toEqual([]);
});

test("a query with a mistake is noticed", () => {
  expect(faultOf("sum(rate(x[5m])")).toBeDefined();
  expect(faultOf("sum(rate(x[5m]))")).toBeUndefined();
});
