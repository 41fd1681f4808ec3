import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Metric, apiMetrics } from "../../../contracts/metrics";
import { jobs } from "../../../contracts/jobs";
import { allRecordings } from "../../../monitoring/rules/rule-file";

const folder = join(__dirname, "..", "exporter-metrics");

/** Metrics that one exporter is known to have, with the source and version that the list was taken from. */
interface ExporterMetrics {
  readonly source: string;
  readonly version: string;
  readonly metrics: readonly string[];
}

/** The job that an exporter's metrics come by. */
const jobOf: Readonly<Record<string, string>> = {
  alertmanager: jobs.pods,
  "beat-exporter": jobs.pods,
  "blackbox-exporter": jobs.probe,
  "cert-manager": jobs.certManager,
  cadvisor: jobs.cadvisor,
  elasticsearch: jobs.pods,
  grafana: jobs.pods,
  "kube-apiserver": jobs.apiserver,
  "kube-state-metrics": jobs.kubeStateMetrics,
  kubelet: jobs.kubelet,
  logstash: jobs.pods,
  "node-exporter": jobs.nodeExporter,
  prometheus: jobs.prometheus,
};

/** Every list, by the exporter's name. */
const exporters: Readonly<Record<string, ExporterMetrics>> = Object.fromEntries(
  readdirSync(folder).map((file) => [
    file.replace(".json", ""),
    JSON.parse(readFileSync(join(folder, file), "utf8")) as ExporterMetrics,
  ]),
);

/** The series that a metric of the contract makes. */
function seriesOf({ name, type }: Metric): string[] {
  return type === "histogram" ? ["_bucket", "_sum", "_count"].map((suffix) => `${name}${suffix}`) : [name];
}

/** Labels that a series of the contract may have, by its name: its own, and what the scrape adds. */
export const apiLabels: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(apiMetrics).flatMap((metric: Metric) =>
    seriesOf(metric).map((name) => [
      name,
      [...metric.labels, "job", "namespace", "service", "pod", "instance", "le"],
    ]),
  ),
);

/** Metrics that Prometheus makes itself, for every target or alert. */
const everywhere = [
  "up",
  "scrape_duration_seconds",
  "scrape_samples_scraped",
  "scrape_samples_post_metric_relabeling",
  "ALERTS",
  "ALERTS_FOR_STATE",
];

/** Every known series with the jobs that bring it; `*` for those that belong to no job. */
export const knownMetrics: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const known = new Map<string, Set<string>>();
  const add = (name: string, job: string) => {
    known.set(name, (known.get(name) ?? new Set()).add(job));
  };
  for (const [exporter, { metrics }] of Object.entries(exporters)) {
    for (const name of metrics) add(name, jobOf[exporter] ?? `no job for ${exporter}`);
  }
  for (const metric of Object.values(apiMetrics)) for (const name of seriesOf(metric)) add(name, jobs.api);
  for (const { rules } of allRecordings()) for (const { record } of rules) add(record, "*");
  for (const name of everywhere) add(name, "*");
  return known;
})();
