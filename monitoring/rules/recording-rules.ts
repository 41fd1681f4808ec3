import { apiMetrics, byUsers, series } from "../../contracts/metrics";
import { fingerprintApi } from "../../contracts/components";
import { ownContainers } from "./selectors";
import type { RecordingGroup } from "./rule-types";

const by = (...labels: string[]) => `sum by (${["namespace", "service", ...labels].join(", ")})`;
const rate = (selector: string, window = "5m") => `rate(${selector}[${window}])`;
/** A counter that was never raised has no series: count it as zero wherever the other one has a value. */
const orZero = (value: string, other: string) => `(${value} or 0 * ${other})`;

function quantile(q: number, buckets: string, ...labels: string[]): string {
  return `histogram_quantile(${String(q)}, ${by(...labels, "le")} (${rate(buckets)}))`;
}

const { requests, requestDuration, requestSize, inferenceDuration, featureExtractionDuration } = apiMetrics;

const allRequests = `${by("endpoint")} (${rate(series(requests, byUsers))})`;
const failedRequests = `${by("endpoint")} (${rate(series(requests, { status: '=~"5.."', ...byUsers }))})`;
const latency = series(requestDuration, byUsers, "_bucket");
const inference = series(inferenceDuration, {}, "_bucket");
const hits = `${by("cache_type")} (${rate(series(apiMetrics.cacheHits))})`;
const misses = `${by("cache_type")} (${rate(series(apiMetrics.cacheMisses))})`;

const cpuUsed = `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{${ownContainers(fingerprintApi.namespace)}}[5m]))`;
const cpuRequested = `sum by (namespace, pod) (kube_pod_container_resource_requests{namespace="${fingerprintApi.namespace}",resource="cpu"})`;
const memoryUsed = `sum by (namespace, pod) (container_memory_working_set_bytes{${ownContainers(fingerprintApi.namespace)}})`;
const memoryLimit = `sum by (namespace, pod) (kube_pod_container_resource_limits{namespace="${fingerprintApi.namespace}",resource="memory"})`;
const service = { service: fingerprintApi.name };

/** Quantities that dashboards and alerts ask for often, computed once. Times are in seconds, shares from 0 to 1. */
export const recordingRules: readonly RecordingGroup[] = [
  {
    name: "fingerprint-requests",
    rules: [
      {
        record: "fingerprint:http_requests:rate5m",
        expr: `${by("endpoint", "status")} (${rate(series(requests, byUsers))})`,
      },
      { record: "fingerprint:http_request_latency:p50", expr: quantile(0.5, latency) },
      { record: "fingerprint:http_request_latency:p95", expr: quantile(0.95, latency) },
      { record: "fingerprint:http_request_latency:p99", expr: quantile(0.99, latency) },
      { record: "fingerprint:http_errors:rate5m", expr: `${failedRequests} or 0 * ${allRequests}` },
      {
        record: "fingerprint:http_success_rate:5m",
        expr: `1 - ${orZero(failedRequests, allRequests)} / (${allRequests} > 0)`,
      },
      { record: "fingerprint:throughput:rps", expr: `${by()} (${rate(series(requests, byUsers), "1m")})` },
      {
        record: "fingerprint:request_size:avg",
        expr: `${by("endpoint")} (${rate(series(requestSize, {}, "_sum"))}) / (${by("endpoint")} (${rate(series(requestSize, {}, "_count"))}) > 0)`,
      },
    ],
  },
  {
    name: "fingerprint-models",
    rules: [
      { record: "fingerprint:inference_latency:p50", expr: quantile(0.5, inference, "level") },
      { record: "fingerprint:inference_latency:p95", expr: quantile(0.95, inference, "level") },
      { record: "fingerprint:inference_latency:p99", expr: quantile(0.99, inference, "level") },
      {
        record: "fingerprint:feature_extraction_latency:p95",
        expr: quantile(0.95, series(featureExtractionDuration, {}, "_bucket")),
      },
      ...(["family", "version"] as const).map((level) => ({
        record: `fingerprint:model_accuracy:${level}`,
        expr: `avg by (namespace, service) (${series(apiMetrics.modelAccuracy, { level })})`,
      })),
      {
        record: "fingerprint:cache_hit_rate:5m",
        expr: `${orZero(hits, misses)} / (${orZero(hits, misses)} + ${orZero(misses, hits)} > 0)`,
      },
    ],
  },
  {
    name: "fingerprint-pods",
    rules: [
      // Against what the pods really request, as the autoscaler does: environments differ.
      {
        record: "fingerprint:pod_cpu_utilization:avg",
        expr: `avg by (namespace) (${cpuUsed} / ${cpuRequested})`,
        labels: service,
      },
      {
        record: "fingerprint:pod_memory_utilization:avg",
        expr: `avg by (namespace) (${memoryUsed} / ${memoryLimit})`,
        labels: service,
      },
      {
        record: "fingerprint:uptime:minutes",
        expr: `(time() - max by (namespace, service, pod) (${series(apiMetrics.processStartTime)})) / 60`,
      },
    ],
  },
];
