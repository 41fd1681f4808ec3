import { jobs } from "../../../contracts/jobs";
import { fingerprintApi } from "../../../contracts/components";
import { ownContainers } from "../../rules/selectors";
import { type Thresholds, percent } from "../../rules/threshold-props";
import type { DashboardProps } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { orZero, rate, stat, timeseries } from "../panels";

const limit = (resource: string) =>
  `max by (namespace, pod, container) (kube_pod_container_resource_limits{namespace="${fingerprintApi.namespace}",resource="${resource}"})`;

/** What one opens first: do requests fail, are they slow, is there enough of the API. Everything fits one screen. */
export const overview = (thresholds: Thresholds): DashboardProps => ({
  uid: dashboardUids.overview,
  title: "Fingerprint API Overview",
  description: "For whoever is on call: is the API answering, fast enough, and with room to spare?",
  tags: ["fingerprint", "api"],
  from: "now-3h",
  top: [
    timeseries({
      title: "Error rate",
      description:
        "Share of requests that end in a 5xx status. Normal is below 0.1 %; the line is the alert's bound.",
      unit: "percentunit",
      alert: "HighErrorRate",
      bounds: { critical: thresholds.errorRatio },
      queries: { failed: "sum(fingerprint:http_errors:rate5m) / sum(fingerprint:http_requests:rate5m)" },
    }),
    timeseries({
      title: "Latency P99",
      description: `99 of 100 requests are faster than this. ${thresholds.latencySeconds === 1 ? "The objective, and the alert, is 1 s." : `The alert is ${String(thresholds.latencySeconds)} s.`}`,
      unit: "s",
      alert: "HighLatency",
      bounds: { critical: thresholds.latencySeconds },
      queries: {
        P99: "max(fingerprint:http_request_latency:p99)",
        P95: "max(fingerprint:http_request_latency:p95)",
        P50: "max(fingerprint:http_request_latency:p50)",
      },
    }),
    timeseries({
      title: "Requests per second",
      description: "All requests. A sudden fall to zero means that users do not get through.",
      unit: "reqps",
      queries: { requests: "sum(fingerprint:throughput:rps)" },
    }),
    stat({
      title: "Active pods",
      description: "API pods that answer Prometheus. The disruption budget keeps two; none is an outage.",
      alert: "FingerPrintAPIDown",
      bounds: { critical: 1, warning: 2, lowIsBad: true },
      queries: { pods: orZero(`count(up{job="${jobs.api}"} == 1)`) },
    }),
    stat({
      title: "CPU usage",
      description: `Of the busiest pod, as a share of its limit. Above ${percent(thresholds.cpuRatio)} it is soon throttled.`,
      unit: "percentunit",
      alert: "HighCPUUsage",
      bounds: { critical: thresholds.cpuRatio },
      queries: {
        "busiest pod": `max(sum by (namespace, pod, container) (${rate(`container_cpu_usage_seconds_total{${ownContainers(fingerprintApi.namespace)}}`)}) / ${limit("cpu")})`,
      },
    }),
    stat({
      title: "Memory usage",
      description: "Of the largest pod, as a share of its limit. At 100 % it is killed.",
      unit: "percentunit",
      alert: "HighMemoryUsage",
      bounds: { critical: thresholds.memoryRatio },
      queries: {
        "largest pod": `max(sum by (namespace, pod, container) (container_memory_working_set_bytes{${ownContainers(fingerprintApi.namespace)}}) / ${limit("memory")})`,
      },
    }),
    stat({
      title: "Model accuracy",
      description: "Share of right predictions of the family, as the API measures it.",
      unit: "percentunit",
      queries: { family: "avg(fingerprint:model_accuracy:family)" },
    }),
    timeseries({
      title: "Request rate by endpoint",
      description: "Which endpoint the load, or the trouble, comes from.",
      unit: "reqps",
      width: 24,
      queries: { "{{endpoint}}": "sum by (endpoint) (fingerprint:http_requests:rate5m)" },
    }),
  ],
});
