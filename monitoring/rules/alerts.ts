import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import * as components from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { indexNames, pipelineIds } from "../../contracts/log-names";
import { apiMetrics, series } from "../../contracts/metrics";
import { valueAt } from "../../lib/validation/check";
import { dashboardUids } from "../grafana/dashboard-uids";
import type { AlertGroup, AlertProps, AlertRule } from "./rule-types";
import { nodeDisks, ownContainers, ownNamespaces, serviceOfNamespace } from "./selectors";
import { type Thresholds, diskWatermark, percent, rounded } from "./threshold-props";

/** A group as a file has it: rules in Prometheus' own shape, but for the dashboard, which is named by its key. */
interface WrittenGroup {
  readonly name: string;
  readonly rules: readonly (Pick<AlertRule, "alert" | "expr" | "for"> & {
    readonly labels: Pick<AlertRule, "severity" | "service" | "component">;
    readonly annotations: Pick<AlertRule, "summary" | "description"> & {
      readonly dashboard: keyof typeof dashboardUids;
    };
  })[];
}

const names = ["api", "resources", "monitoring", "kubernetes", "logging"] as const;

/** Read once: environments differ only in what is filled in. */
const written = new Map(
  names.map((name) => [
    name,
    load(readFileSync(join(__dirname, "alerts", `${name}.yml`), "utf8")) as WrittenGroup[],
  ]),
);

/** Names and selectors that no environment changes, as the files ask for them. */
const ours = {
  ...components,
  jobs,
  indexNames,
  pipelineIds,
  nodeDisks,
  ownNamespaces,
  serviceOfNamespace,
  diskWatermark,
  containers: ownContainers(ownNamespaces),
  apiContainers: ownContainers(components.fingerprintApi.namespace),
  exporterPods: `namespace="${components.elasticsearchExporter.namespace}",service="${components.elasticsearchExporter.name}"`,
  logstashPods: `namespace="${components.logstash.namespace}",service="${components.logstash.name}"`,
  autoscaler: `namespace="${components.fingerprintApi.namespace}",horizontalpodautoscaler="${components.fingerprintApi.name}-hpa"`,
  storageEngines: `${components.prometheus.name}|${components.elasticsearch.name}`,
  // The API has an alert of its own.
  missingTargets: Object.values(jobs)
    .filter((job) => job !== jobs.api)
    .map((job) => `absent(up{job="${job}"})`)
    .join(" or "),
  series: {
    modelsLoaded: series(apiMetrics.modelsLoaded),
    processStartTime: series(apiMetrics.processStartTime),
    queueLatency: series(apiMetrics.queueLatency, {}, "_bucket"),
  },
};

/** Bounds as texts say them. */
const texts = ({ seriesGrowth, clockSkewSeconds, containerMemoryBytes, snapshotHours }: Thresholds) => ({
  seriesGrowth: seriesGrowth === 1.5 ? "half as many again" : `${String(seriesGrowth)} times as many`,
  clockSkew: `${rounded(clockSkewSeconds * 1000)} ms`,
  containerMemory: `${rounded(containerMemoryBytes / 1e6)} MB`,
  snapshotSeconds: String(snapshotHours * 3600),
});

/** The alerts of one file, filled in for an environment. */
export function alertsOf(name: (typeof names)[number], { thresholds, ...props }: AlertProps): AlertGroup[] {
  const shares = Object.fromEntries(Object.entries(thresholds).map(([key, value]) => [key, percent(value)]));
  const view = { ...ours, ...props, bounds: thresholds, shares, texts: texts(thresholds) };
  const filled = (text: string) =>
    text.replaceAll(/<%([\w.]+)%>/g, (_, path: string) => {
      const value = valueAt(view, path.split("."));
      if (typeof value !== "string" && typeof value !== "number")
        throw new Error(`monitoring/rules/alerts/${name}.yml: there is no <%${path}%>`);
      return String(value);
    });
  const groups = JSON.parse(
    JSON.stringify(written.get(name), (_, value: unknown) =>
      typeof value === "string" ? filled(value) : value,
    ),
  ) as WrittenGroup[];
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map(({ labels, annotations, ...rule }) => {
      const { severity, service, component, ...more } = labels;
      const dashboard = dashboardUids[annotations.dashboard];
      return { ...rule, severity, service, component, labels: more, ...annotations, dashboard };
    }),
  }));
}
