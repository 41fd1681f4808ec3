import { apiChecks } from "../../lib/fingerprint-api/api-checks";
import { highestReplicas } from "../../lib/fingerprint-api/replicas-props";
import type { Check } from "../../lib/validation/check";
import { toBytes } from "../../lib/validation/quantity";
import { loggingChecks } from "../../logging/logging-checks";
import { monitoringChecks } from "../../monitoring/monitoring-checks";
import { allSeries, memoryFor, scaleOf } from "../../monitoring/prometheus/series";
import type { Environment } from "./environment";

const scale = ({ api, cluster }: Environment) => scaleOf(cluster.nodes, highestReplicas(api));

/** Prometheus' memory depends on how large the cluster and the API are. */
const prometheusMemory: Check<Environment> = {
  path: "monitoring.prometheus.resources.memory.limit",
  reads: ["monitoring.prometheus.resources.memory.limit", "cluster.nodes", "api.replicas"],
  level: "warning",
  holds: (env) =>
    toBytes(env.monitoring.prometheus.resources.memory.limit) >=
    toBytes(`${String(memoryFor(scale(env)))}Mi`),
  remedy: (env) =>
    `is little for some ${String(Math.round(allSeries(scale(env)) / 1000))},000 series of ${String(env.cluster.nodes)} nodes, ` +
    `and Prometheus would be killed again and again: allow ${String(memoryFor(scale(env)))}Mi (npm run capacity shows the estimate)`,
};

/** Every check across an environment's props. Each area keeps its own. */
export const checks: readonly Check<Environment>[] = [
  ...apiChecks,
  ...monitoringChecks,
  ...loggingChecks,
  prometheusMemory,
];
