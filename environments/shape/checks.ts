import { apiChecks } from "../../lib/fingerprint-api/api-checks";
import { highestReplicas } from "../../lib/fingerprint-api/replicas-props";
import type { Check } from "../../lib/validation/check";
import { cores, toBytes } from "../../lib/validation/quantity";
import { loggingChecks } from "../../logging/logging-checks";
import { monitoringChecks } from "../../monitoring/monitoring-checks";
import { allSeries, memoryFor, scaleOf } from "../../monitoring/prometheus/series";
import { percent } from "../../monitoring/rules/threshold-props";
import type { Environment } from "./environment";

const scale = ({ api, cluster }: Environment) => scaleOf(cluster.nodes, highestReplicas(api));

/** The share of its CPU limit that an API pod uses where the autoscaler adds none. */
function busyShare({ api: { replicas, resources } }: Environment): number {
  if (replicas.mode === "fixed") return 0;
  return ((replicas.cpu / 100) * cores(resources.cpu.request)) / cores(resources.cpu.limit);
}

export const checks: readonly Check<Environment>[] = [
  ...apiChecks,
  ...monitoringChecks,
  ...loggingChecks,
  {
    path: "monitoring.prometheus.resources.memory.limit",
    reads: ["cluster.nodes", "api.replicas"],
    level: "warning",
    holds: (env) =>
      toBytes(env.monitoring.prometheus.resources.memory.limit) >=
      toBytes(`${String(memoryFor(scale(env)))}Mi`),
    remedy: (env) =>
      `is little for some ${String(Math.round(allSeries(scale(env)) / 1000))},000 series of ${String(env.cluster.nodes)} nodes, ` +
      `and Prometheus would be killed again and again: allow ${String(memoryFor(scale(env)))}Mi (npm run capacity shows the estimate)`,
  },
  // Of the alerts, only these two bounds depend on how large an API pod may become.
  {
    path: "monitoring.thresholds.containerMemoryBytes",
    reads: ["api.resources.memory.limit"],
    holds: ({ api, monitoring }) =>
      monitoring.thresholds.containerMemoryBytes < toBytes(api.resources.memory.limit),
    remedy: ({ api }) =>
      `is never reached: a pod is killed at its limit of ${api.resources.memory.limit}. ` +
      "Lower it, or raise api.resources.memory.limit",
  },
  {
    path: "monitoring.thresholds.cpuRatio",
    reads: ["api.resources.cpu", "api.replicas"],
    level: "warning",
    holds: (env) => busyShare(env) <= env.monitoring.thresholds.cpuRatio,
    remedy: (env) =>
      `is less than the ${percent(busyShare(env))} of the limit at which the autoscaler keeps each pod, so that HighCPUUsage would never end: ` +
      "raise it or api.resources.cpu.limit, or lower api.replicas.cpu",
  },
];
