import { isPromql, promqlNodes } from "../../../lib/validation/promql";
import { apiLabels, knownMetrics } from "./known-metrics";

/** Variables that Grafana fills in before it asks Prometheus. */
const grafanaVariables: Readonly<Record<string, string>> = {
  $__rate_interval: "5m",
  $__interval: "1m",
  $__range: "1h",
};

/** A query as Prometheus would get it. */
function withoutVariables(query: string): string {
  return Object.entries(grafanaVariables).reduce(
    (text, [name, value]) => text.replaceAll(name, value),
    query,
  );
}

/** The metrics that a query names. */
export function metricsOf(query: string): string[] {
  return promqlNodes(withoutVariables(query))
    .filter(({ name, parents }) => name === "Identifier" && parents.at(-1) === "VectorSelector")
    .map(({ text }) => text);
}

const count = (text: string, part: RegExp) => [...text.matchAll(part)].length;

/** What is wrong with a query, in words; nothing if it is sound. */
export function queryFaults(query: string): string[] {
  const text = withoutVariables(query);
  const tree = promqlNodes(text);
  const faults: string[] = [];
  if (!isPromql(text)) return [`is no PromQL: ${query}`];

  for (const metric of metricsOf(query)) {
    if (!knownMetrics.has(metric)) faults.push(`asks for ${metric}, which nothing exposes`);
  }
  for (const { text: selector } of tree.filter(({ name }) => name === "VectorSelector")) {
    if (/^container_(cpu_usage|memory_working_set)/.test(selector) && !selector.includes('container!=""')) {
      faults.push(`sums containers and the pod around them: ${selector} lacks container!=""`);
    }
    const [metric = "", ...labels] = promqlNodes(selector)
      .filter(({ name }) => name === "Identifier" || name === "LabelName")
      .map((part) => part.text);
    const known = apiLabels.get(metric);
    for (const label of known ? labels.filter((one) => !known.includes(one)) : [])
      faults.push(`asks ${metric} for ${label}, a label that it does not have`);
  }
  // A utilisation divides by what the pods really ask for; a number is right for no environment.
  for (const { text: division } of tree.filter(
    ({ name, text: part }) => name === "BinaryExpr" && part.includes("/"),
  )) {
    if (/container_(cpu|memory)[^/]*\/\s*\(?\s*\d/.test(division)) {
      faults.push(`divides a container's usage by a fixed number: ${division}`);
    }
  }
  if (count(text, /\bup\{[^}]*job="fingerprint-api"[^}]*\}\s*==\s*0/g) > 0) {
    faults.push('falls silent once the target is gone: use absent(up{…} == 1) instead of "up == 0"');
  }
  return faults;
}
