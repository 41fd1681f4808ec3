import { apiPaths } from "../contracts/api-paths";
import * as components from "../contracts/components";
import { jobs } from "../contracts/jobs";
import { indexNames, pipelineIds } from "../contracts/log-names";
import { apiMetrics, series } from "../contracts/metrics";
import { type Thresholds, diskWatermark, percent, rounded } from "./rules/threshold-props";

const { namespaces, fingerprintApi, elasticsearchExporter, logstash } = components;

/** The namespaces that this project fills, as a regular expression. Alerts never speak of anybody else's pods. */
const ownNamespaces = Object.values(namespaces).join("|");

/** The service label of alerts that watch several namespaces: each namespace is a service, the API's bears its name. */
const serviceOfNamespace = `{{ if eq $labels.namespace "${namespaces.api}" }}${fingerprintApi.name}{{ else }}{{ $labels.namespace }}{{ end }}`;

/**
 * Conditions that keep real containers of a namespace. cAdvisor also reports the pod's cgroup (no container) and its
 * pause container (no image or the name POD): summed with them, every pod counts twice.
 */
function ownContainers(namespaces: string): string {
  const operator = namespaces.includes("|") ? "=~" : "=";
  return `namespace${operator}"${namespaces}",container!="",image!=""`;
}

const loggingNamespaces = `${namespaces.logging}|${namespaces.filebeat}`;

/** Names and selectors that no environment changes. */
const ours = {
  ...components,
  jobs,
  /** The kubelet's probes, whose refusals are no failures, and scrapes are nobody's requests. */
  ownEndpoints: Object.values(apiPaths).join("|"),
  indexNames,
  pipelineIds,
  /** File systems of a node that hold something. */
  nodeDisks: 'fstype!~"tmpfs|overlay|squashfs|ramfs",mountpoint!~"/var/lib/kubelet/.+|/run/.+"',
  ownNamespaces,
  loggingNamespaces,
  serviceOfNamespace,
  diskWatermark,
  containers: ownContainers(ownNamespaces),
  apiContainers: ownContainers(fingerprintApi.namespace),
  loggingContainers: ownContainers(loggingNamespaces),
  exporterPods: `namespace="${elasticsearchExporter.namespace}",service="${elasticsearchExporter.name}"`,
  logstashPods: `namespace="${logstash.namespace}",service="${logstash.name}"`,
  autoscaler: `namespace="${fingerprintApi.namespace}",horizontalpodautoscaler="${fingerprintApi.name}-hpa"`,
  storageEngines: `${components.prometheus.name}|${components.elasticsearch.name}`,
  // The API has an alert of its own.
  missingTargets: Object.values(jobs)
    .filter((job) => job !== jobs.api)
    .map((job) => `absent(up{job="${job}"})`)
    .join(" or "),
  series: {
    modelsLoaded: series(apiMetrics.modelsLoaded),
    processStartTime: series(apiMetrics.processStartTime),
    queueLatency: series(apiMetrics.queueLatency, "_bucket"),
  },
};

/** What the files of rules and dashboards ask for: names, selectors, and the bounds of an environment as numbers and as texts. */
export function queryView(thresholds: Thresholds) {
  const { seriesGrowth, latencySeconds, clockSkewSeconds, containerMemoryBytes, snapshotHours } = thresholds;
  return {
    ...ours,
    bounds: thresholds,
    shares: Object.fromEntries(Object.entries(thresholds).map(([key, value]) => [key, percent(value)])),
    /** Bounds at which panels draw a line in another unit than the alert's. */
    lines: {
      restarts: thresholds.restartsPerHour + 1,
      nodeDisk: Number(rounded(1 - thresholds.nodeDiskForecastRatio)),
      certificateSeconds: thresholds.certificateDays * 86_400,
    },
    texts: {
      seriesGrowth: seriesGrowth === 1.5 ? "half as many again" : `${String(seriesGrowth)} times as many`,
      latency:
        latencySeconds === 1
          ? "The objective, and the alert, is 1 s."
          : `The alert is ${String(latencySeconds)} s.`,
      clockSkew: `${rounded(clockSkewSeconds * 1000)} ms`,
      containerMemory: `${rounded(containerMemoryBytes / 1e6)} MB`,
      snapshotSeconds: String(snapshotHours * 3600),
    },
  };
}
