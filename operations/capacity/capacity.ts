import { readEnvironments } from "../../environments/shape/read-environments";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { groupBy } from "../report/group-by";
import { type Workload, combined, idOf, storageClaim, sum, workloads } from "./workload";

/**
 * Worker nodes that the environment's file declares. For an environment
 * without a file, such as one that another branch removed, the nodes that its
 * manifests require.
 */
export function declaredNodes({ name, prerequisites }: EnvironmentManifests): number {
  const declaration = readEnvironments().declarations.find(({ props }) => props.name === name);
  if (declaration) return declaration.props.cluster.nodes;
  return Number(prerequisites.find(({ kind }) => kind === "nodes")?.name ?? 1);
}

/** What an environment asks of its cluster, computed from its manifests. */
export type Capacity = ReturnType<typeof capacity>;

/** What a namespace or an environment reserves and may use, with every autoscaler at its minimum and at its maximum. */
export type Demand = ReturnType<typeof demand>;

function demand(group: readonly Workload[]) {
  const total = (pods: (workload: Workload) => number) => {
    const each = group.map((workload) => combined([workload.pod], (amount = 0) => amount * pods(workload)));
    return combined(each, sum);
  };
  return {
    pods: { min: sum(...group.map(({ min }) => min)), max: sum(...group.map(({ max }) => max)) },
    atMin: total(({ min }) => min),
    atMax: total(({ max }) => max),
  };
}

function nodeNeed(workload: Workload) {
  const { max, surge } = workload;
  const reason =
    surge > 0 ? `${String(max)} pods and ${String(surge)} during a roll-out` : `${String(max)} pods`;
  return { workload: idOf(workload), nodes: max + surge, reason };
}

/** Adds up an environment that runs on `nodes` worker nodes. */
export function capacity({ name, manifests }: EnvironmentManifests, nodes: number) {
  const all = workloads(manifests, nodes);
  const claims = [
    ...all.flatMap((workload) => Array.from({ length: workload.max }, () => workload.claims).flat()),
    ...manifests
      .filter(({ kind }) => kind === "PersistentVolumeClaim")
      .map((claim) => storageClaim(claim["spec"] as Parameters<typeof storageClaim>[0])),
  ];
  const namespaces = groupBy(all, ({ namespace }) => namespace);
  return {
    environment: name,
    nodes,
    namespaces: Object.fromEntries([...namespaces].map(([namespace, group]) => [namespace, demand(group)])),
    total: demand(all),
    /** Null is the cluster's default class. */
    storage: [...groupBy(claims, ({ storageClass }) => storageClass)].map(([storageClass, group]) => ({
      storageClass,
      volumes: group.length,
      bytes: sum(...group.map(({ bytes }) => bytes)),
    })),
    /** Of workloads no two pods of which may share a node, the largest need first. */
    nodeNeeds: all
      .filter(({ nodeEach }) => nodeEach)
      .map(nodeNeed)
      .sort((a, b) => b.nodes - a.nodes),
    /** Requests per second that autoscaled workloads are sized for. */
    throughput: all.flatMap((workload) => {
      const { min, max, requestsPerSecond: perPod } = workload;
      if (perPod === undefined) return [];
      return [{ workload: idOf(workload), perPod, atMin: min * perPod, atMax: max * perPod }];
    }),
    workloads: all,
  };
}
