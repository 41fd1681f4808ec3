import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../kubernetes/cluster-props";
import { cores, seconds, toBytes } from "../validation/quantity";
import type { Check } from "../validation/check";
import type { Api } from "./api-props";
import { type Autoscaled, highestReplicas, lowestReplicas } from "./replicas-props";

interface ApiEnvironment {
  readonly api: Api;
  readonly cluster: Cluster;
}

/** Fewest pods that a drain must leave. */
const podsThatStay = 2;

/** The API server refuses a ConfigMap above this. */
const configMapLimit = 2 ** 20;

/** Bytes of the models' files as a ConfigMap holds them, in base64. */
function modelsSize({ api: { models } }: ApiEnvironment): number {
  if (models.source !== "configMap") return 0;
  return readdirSync(models.directory)
    .map((file) => Math.ceil(statSync(join(models.directory, file)).size / 3) * 4)
    .reduce((sum, size) => sum + size, 0);
}

const peakPods = ({ api }: ApiEnvironment) => highestReplicas(api) + api.rollout.maxSurge;

/** Mebibytes that a pod holds without any load, declared or estimated. */
function idleMebibytes({ idleMemory, config }: Pick<Api, "idleMemory" | "config">): number {
  return idleMemory === undefined ? 40 * (config.workers + 1) : toBytes(idleMemory) / 2 ** 20;
}

/**
 * The least memory request, in Mi, with which an idle API shrinks to its fewest pods.
 *
 * The autoscaler wants `pods × use / target`, rounded up, and leaves a difference of a tenth alone. The last step, from
 * one pod above the fewest, is the hardest; above nine pods the tenth is.
 */
export function leastMemoryRequest(idle: number, { min, memory }: Pick<Autoscaled, "min" | "memory">) {
  const mostOfTarget = Math.min(min / (min + 1), 0.89);
  return Math.ceil(idle / mostOfTarget / (memory / 100));
}

const neededForMemoryTarget = (api: Api): number =>
  api.replicas.mode === "fixed" ? 0 : leastMemoryRequest(idleMebibytes(api), api.replicas);

export const apiChecks: readonly Check<ApiEnvironment>[] = [
  {
    path: "api.replicas.min",
    reads: ["api.replicas"],
    holds: ({ api: { replicas } }) => replicas.mode === "fixed" || replicas.min <= replicas.max,
    remedy: ({ api }) =>
      `is more than max ${String(highestReplicas(api))}: lower it, or raise api.replicas.max`,
  },
  {
    path: "api.disruptionBudget.maxUnavailable",
    reads: ["api.replicas"],
    holds: ({ api }) => lowestReplicas(api) - api.disruptionBudget.maxUnavailable >= podsThatStay,
    remedy: ({ api }) =>
      `lets a drain take so many of ${String(lowestReplicas(api))} pods that fewer than ${String(podsThatStay)} stay: ` +
      `lower it, or raise api.replicas.${api.replicas.mode === "fixed" ? "count" : "min"}`,
  },
  {
    path: "api.rollout.maxUnavailable",
    reads: ["api.rollout.maxSurge"],
    holds: ({ api }) => api.rollout.maxUnavailable > 0 || api.rollout.maxSurge > 0,
    remedy: () => "and maxSurge are both 0, so a roll-out could never begin: raise one of them",
  },
  {
    path: "cluster.nodes",
    reads: ["api.spread", "api.replicas", "api.rollout.maxSurge"],
    holds: (env) => env.api.spread === "preferred" || env.cluster.nodes >= peakPods(env),
    remedy: (env) =>
      `is too few: api.spread is "required", so ${String(peakPods(env))} pods at most replicas and surge need a node each. ` +
      `Add nodes, lower api.replicas, or set api.spread to "preferred"`,
  },
  {
    path: "cluster.zones",
    reads: ["cluster.nodes"],
    holds: ({ cluster }) => cluster.zones <= cluster.nodes,
    remedy: ({ cluster }) =>
      `is more than the ${String(cluster.nodes)} nodes: correct cluster.zones or cluster.nodes`,
  },
  {
    path: "api.shutdown.gracePeriod",
    reads: ["api.shutdown", "api.config.requestTimeout"],
    holds: ({ api }) =>
      seconds(api.shutdown.gracePeriod) > seconds(api.shutdown.pause) + seconds(api.config.requestTimeout),
    remedy: ({ api }) =>
      `is no longer than the pause (${api.shutdown.pause}) and a request (${api.config.requestTimeout}) together, ` +
      `so slow requests would be cut off: raise it`,
  },
  ...(["featureExtractionTimeout", "inferenceTimeout"] as const).map((timeout) => ({
    path: `api.config.${timeout}`,
    reads: ["api.config.requestTimeout"],
    holds: ({ api: { config } }: ApiEnvironment) => seconds(config[timeout]) < seconds(config.requestTimeout),
    remedy: ({ api }: ApiEnvironment) =>
      `does not end before the request does (${api.config.requestTimeout}): lower it`,
  })),
  {
    path: "api.scratch",
    reads: ["api.resources.memory.limit"],
    holds: ({ api }) => toBytes(api.scratch) < toBytes(api.resources.memory.limit),
    remedy: ({ api }) => `counts as memory and fills the limit of ${api.resources.memory.limit}: lower it`,
  },
  {
    path: "api.models.directory",
    reads: ["api.models"],
    holds: (env) => modelsSize(env) <= configMapLimit,
    remedy: (env) =>
      `holds ${String(modelsSize(env))} bytes as a ConfigMap writes them, and ${String(configMapLimit)} is the most that Kubernetes takes: ` +
      `put the models into the image, or on a volume with { source: "pvc", claim }`,
  },
  {
    path: "api.env",
    reads: ["api.secretVariables"],
    holds: ({ api }) => !Object.keys(api.env).some((name) => Object.hasOwn(api.secretVariables, name)),
    remedy: () => "sets a variable that api.secretVariables sets too: leave one out",
  },
  {
    path: "api.resources.cpu.request",
    reads: ["api.resources.cpu", "api.config.workers"],
    level: "warning",
    holds: ({ api }) =>
      cores(api.resources.cpu.limit) >= 1 && cores(api.resources.cpu.request) >= api.config.workers / 16,
    remedy: ({ api }) =>
      `is little for ${String(api.config.workers)} workers, which would wait for each other: ` +
      `reserve at least a sixteenth of a core for each and allow one core, or lower api.config.workers`,
  },
  {
    path: "api.resources.memory.request",
    reads: ["api.replicas", "api.idleMemory", "api.config.workers"],
    level: "warning",
    holds: ({ api }) =>
      toBytes(api.resources.memory.request) >= toBytes(`${String(neededForMemoryTarget(api))}Mi`),
    remedy: ({ api }) =>
      `is nearly filled by the ${String(idleMebibytes(api))}Mi that a pod holds without any load, so the autoscaler would not go back to ` +
      `the fewest pods: request ${String(neededForMemoryTarget(api))}Mi, or state what you measured as api.idleMemory`,
  },
  {
    path: "cluster.ingressController.namespace",
    reads: ["api.exposure.via"],
    level: "warning",
    holds: ({ api, cluster }) =>
      api.exposure.via === "ingress" || cluster.ingressController.namespace !== "ingress-nginx",
    remedy: () =>
      "is where ingress-nginx runs, but a gateway brings the traffic, and network policies would keep it out: " +
      "name the namespace and labels of the gateway's pods in cluster.ingressController",
  },
  {
    path: "api.exposure.publishMetrics",
    level: "warning",
    holds: ({ api }) => !api.exposure.publishMetrics,
    remedy: () =>
      "publishes /metrics to the internet, with every endpoint and error rate: set it to false unless that is meant",
  },
];
