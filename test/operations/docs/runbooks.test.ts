import { alertsOf } from "../../../operations/facts/alerts";
import { markdownFiles } from "../../../operations/docs/markdown-files";
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
  "Escalation",
  "Silence",
  "Links",
];

test.each(exampleDist)("every alert of $name has a runbook, and every runbook an alert", ({ manifests }) => {
  const alerts = new Set(alertsOf(manifests).map(({ alert }) => alert));
  expect(alerts.size).toBeGreaterThan(10);
  expect(pages.map(({ file }) => nameOf(file)).sort()).toEqual([...alerts].sort());
});

test.each(pages)("$file answers the questions of a person on call, in their order", (page) => {
  expect(page.headings).toEqual([nameOf(page.file), ...headings]);
  expect(page.blocks.filter(({ language }) => language === "bash").length).toBeGreaterThan(1);
});

test.each(markdownFiles().filter(({ blocks }) => blocks.some(({ language }) => language === "promql")))(
  "queries of $file are PromQL over metrics that something exposes",
  ({ blocks }) => {
    const queries = blocks.filter(({ language }) => language === "promql");
    // People look at what is there; alerts must not fall silent where nothing is.
    const faults = queries
      .flatMap(({ code }) => queryFaults(code))
      .filter((fault) => !fault.startsWith("falls silent"));
    expect(faults).toEqual([]);
  },
);

test("a query with a mistake is noticed", () => {
  expect(queryFaults("sum(rate(up[5m])")).toHaveLength(1);
  expect(queryFaults("no_such_metric")).toHaveLength(1);
  expect(queryFaults("sum(rate(up[5m]))")).toEqual([]);
});
