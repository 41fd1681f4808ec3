import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { groupBy } from "../report/group-by";
import { type ResourceTotals, add, multiply, nothing } from "./pod-resources";
import { type StorageClaim, type Workload, idOf, storageClaim, workloads } from "./workload";

/** What a namespace or an environment reserves and may use. */
export interface Demand {
  readonly pods: { readonly min: number; readonly max: number };
  /** With every autoscaler at its minimum. */
  readonly atMin: ResourceTotals;
  /** With every autoscaler at its maximum. */
  readonly atMax: ResourceTotals;
}

/** Nodes that a workload needs because no two of its pods may share one. */
export interface NodeNeed {
  readonly workload: string;
  readonly nodes: number;
  /** The sum in words: `20 pods and 1 during a roll-out`. */
  readonly reason: string;
}

/** Storage of one class. */
export interface StorageDemand {
  /** Null is the cluster's default class. */
  readonly storageClass: string | null;
  readonly volumes: number;
  readonly bytes: number;
}

/** Requests per second that an environment is sized for. */
export interface Throughput {
  readonly workload: string;
  readonly perPod: number;
  readonly atMin: number;
  readonly atMax: number;
}

/** What an environment asks of its cluster, computed from its manifests. */
export interface Capacity {
  readonly environment: string;
  /** Worker nodes that the environment declares. */
  readonly nodes: number;
  readonly namespaces: Readonly<Record<string, Demand>>;
  readonly total: Demand;
  readonly storage: readonly StorageDemand[];
  /** Largest need first; empty where pods may share nodes. */
  readonly nodeNeeds: readonly NodeNeed[];
  readonly throughput: readonly Throughput[];
  readonly workloads: readonly Workload[];
}

function demand(group: readonly Workload[]): Demand {
  const sum = (pods: (workload: Workload) => number) =>
    group.map((workload) => multiply(workload.pod, pods(workload))).reduce(add, nothing);
  return {
    pods: {
      min: group.reduce((pods, { min }) => pods + min, 0),
      max: group.reduce((pods, { max }) => pods + max, 0),
    },
    atMin: sum(({ min }) => min),
    atMax: sum(({ max }) => max),
  };
}

function storageDemand(claims: readonly StorageClaim[]): StorageDemand[] {
  const classes = groupBy(claims, ({ storageClass }) => storageClass);
  return [...classes].map(([storageClass, group]) => ({
    storageClass,
    volumes: group.length,
    bytes: group.reduce((bytes, claim) => bytes + claim.bytes, 0),
  }));
}

function nodeNeed(workload: Workload): NodeNeed {
  const { max, surge } = workload;
  const reason =
    surge > 0 ? `${String(max)} pods and ${String(surge)} during a roll-out` : `${String(max)} pods`;
  return { workload: idOf(workload), nodes: max + surge, reason };
}

/** Adds up an environment that runs on `nodes` worker nodes. */
export function capacity({ name, manifests }: EnvironmentManifests, nodes: number): Capacity {
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
    storage: storageDemand(claims),
    nodeNeeds: all
      .filter(({ nodeEach }) => nodeEach)
      .map(nodeNeed)
      .sort((a, b) => b.nodes - a.nodes),
    throughput: all.flatMap((workload) => {
      const { min, max, requestsPerSecond: perPod } = workload;
      if (perPod === undefined) return [];
      return [{ workload: idOf(workload), perPod, atMin: min * perPod, atMax: max * perPod }];
    }),
    workloads: all,
  };
}
