import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { jobs } from "../../contracts/jobs";
import { type Metric, apiMetrics } from "../../contracts/metrics";
import { type PromqlNode, isPromql, promqlNodes } from "../../lib/validation/promql";
import { allRecordings } from "../../monitoring/rules/rule-file";
import { everyExample } from "../support/examples";

const folder = join(__dirname, "exporter-metrics");

/** Metrics that each exporter is known to have, with the job that they come by. */
const exporters = readdirSync(folder).map((file): { job: keyof typeof jobs; metrics: string[] } =>
  JSON.parse(readFileSync(join(folder, file), "utf8")),
);

const scraped = everyExample.map(({ find }): string[] =>
  parse(find("ConfigMap", "prometheus-config")["data"]["prometheus.yml"]).scrape_configs.map(
    ({ job_name }: any) => job_name,
  ),
);

/** The API's series with the labels that each may have: its own, and what the scrape adds. */
const apiLabels: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(apiMetrics).flatMap(({ name, type, labels }: Metric) =>
    (type === "histogram" ? ["_bucket", "_sum", "_count"] : [""]).map((suffix) => [
      `${name}${suffix}`,
      [...labels, "job", "namespace", "service", "pod", "instance", "le"],
    ]),
  ),
);

const knownMetrics: ReadonlySet<string> = new Set([
  ...exporters.flatMap(({ job, metrics }) =>
    scraped.every((all) => all.includes(jobs[job])) ? metrics : [],
  ),
  ...apiLabels.keys(),
  ...allRecordings().flatMap(({ rules }) => rules.map(({ record }) => record)),
  // What Prometheus makes itself, of every target and alert.
  ...["up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling"],
  ...["ALERTS", "ALERTS_FOR_STATE"],
]);

const textsOf = (nodes: readonly PromqlNode[], ...names: readonly string[]) =>
  nodes.filter(({ name }) => names.includes(name)).map(({ text }) => text);

/** What is wrong with a query, in words; nothing if it is sound. */
export function queryFaults(query: string): string[] {
  // As Grafana fills them in before it asks Prometheus.
  const text = query.replaceAll(/\$__(rate_interval|interval|range)/g, "5m");
  if (!isPromql(text)) return [`is no PromQL: ${query}`];
  const nodes = promqlNodes(text);
  const faults = textsOf(nodes, "VectorSelector").flatMap((selector) => {
    const [metric = "", ...labels] = textsOf(promqlNodes(selector), "Identifier", "LabelName");
    const known = apiLabels.get(metric) ?? labels;
    return [
      // Without a name it asks for any metric.
      ...(knownMetrics.has(metric) || selector.startsWith("{")
        ? []
        : [`asks for ${metric}, which nothing exposes`]),
      ...labels
        .filter((label) => !known.includes(label))
        .map((label) => `asks ${metric} for ${label}, a label that it does not have`),
      ...(/^container_(cpu_usage|memory_working_set)/.test(metric) && !selector.includes('container!=""')
        ? [`sums containers and the pod around them: ${selector} lacks container!=""`]
        : []),
    ];
  });
  // A utilisation divides by what the pods really ask for; a number is right for no environment.
  for (const division of textsOf(nodes, "BinaryExpr"))
    if (/container_(cpu|memory)[^/]*\/\s*\(?\s*\d/.test(division))
      faults.push(`divides a container's usage by a fixed number: ${division}`);
  if (/\bup\{[^}]*job="fingerprint-api"[^}]*\}\s*==\s*0/.test(text))
    faults.push('falls silent once the target is gone: use absent(up{…} == 1) instead of "up == 0"');
  return faults;
}
