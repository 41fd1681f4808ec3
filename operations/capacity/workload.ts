import type { k8s } from "cdk8s-plus-28";
import type { ScaledObjectSpec } from "../../imports/keda.sh";
import { type Manifest, podTemplateOf } from "../../lib/synth/manifest";
import { cores, toBytes } from "../../lib/validation/quantity";

/** CPU in cores and memory in bytes: what is reserved, and what is allowed. */
export type ResourceTotals = Readonly<
  Record<"cpuRequest" | "cpuLimit" | "memoryRequest" | "memoryLimit", number>
>;

/** One thing that makes pods: how many, and what each needs. */
export type Workload = ReturnType<typeof workloads>[number];

type Spec = Partial<k8s.DeploymentSpec & k8s.StatefulSetSpec & k8s.JobSpec>;
type ScalerSpec = Partial<k8s.HorizontalPodAutoscalerSpecV2 & ScaledObjectSpec>;

/** `namespace/name` */
export const idOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }) =>
  `${namespace}/${name}`;

/** Several, each amount by itself: added up, or the most of them. */
export const combined = (
  all: readonly ResourceTotals[],
  by: (...amounts: number[]) => number,
): ResourceTotals => ({
  cpuRequest: by(...all.map(({ cpuRequest }) => cpuRequest)),
  cpuLimit: by(...all.map(({ cpuLimit }) => cpuLimit)),
  memoryRequest: by(...all.map(({ memoryRequest }) => memoryRequest)),
  memoryLimit: by(...all.map(({ memoryLimit }) => memoryLimit)),
});

export const sum = (...amounts: number[]) => amounts.reduce((all, amount) => all + amount, 0);

function containerResources({
  resources: { requests = {}, limits = {} } = {},
}: k8s.Container): ResourceTotals {
  const amount = (read: (quantity: string) => number, value: unknown) =>
    value === undefined ? 0 : read(value as string);
  return {
    cpuRequest: amount(cores, requests["cpu"]),
    cpuLimit: amount(cores, limits["cpu"]),
    memoryRequest: amount(toBytes, requests["memory"]),
    memoryLimit: amount(toBytes, limits["memory"]),
  };
}

/** What the scheduler reserves for a pod: its containers together, or an init container, whichever is more. */
function podResources({ containers, initContainers = [] }: k8s.PodSpec): ResourceTotals {
  const together = combined(containers.map(containerResources), sum);
  return combined([together, ...initContainers.map(containerResources)], Math.max);
}

/** The volume of a PersistentVolumeClaim's spec. A class of null is the cluster's default. */
export function storageClaim(spec: k8s.PersistentVolumeClaimSpec = {}) {
  const storage: unknown = spec.resources?.requests?.["storage"];
  return { storageClass: spec.storageClassName ?? null, bytes: toBytes(String(storage)) };
}

function scalerOf(target: Manifest, manifests: readonly Manifest[]): ScalerSpec | undefined {
  return manifests
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler" || kind === "ScaledObject")
    .filter(({ metadata }) => metadata.namespace === target.metadata.namespace)
    .map((scaler) => scaler["spec"] as ScalerSpec)
    .find(({ scaleTargetRef: { kind = "Deployment", name } = {} }) => {
      return kind === target.kind && name === target.metadata.name;
    });
}

function replicas({ kind }: Manifest, spec: Spec, scaler: ScalerSpec | undefined, nodes: number) {
  if (kind === "DaemonSet") return { min: nodes, max: nodes };
  if (kind === "Job") return { min: 0, max: spec.parallelism ?? 1 };
  const fixed = spec.replicas ?? 1;
  return {
    min: scaler?.minReplicas ?? scaler?.minReplicaCount ?? fixed,
    max: scaler?.maxReplicas ?? scaler?.maxReplicaCount ?? fixed,
  };
}

function surgeOf({ kind }: Manifest, { strategy }: Spec, pods: number): number {
  if (kind !== "Deployment") return 0;
  const surge: unknown = strategy?.rollingUpdate?.maxSurge ?? "25%";
  return typeof surge === "number" ? surge : Math.ceil((parseInt(String(surge)) / 100) * pods);
}

/** Every workload of an environment. A DaemonSet has a pod on each of `nodes` nodes. */
export function workloads(manifests: readonly Manifest[], nodes: number) {
  return manifests.flatMap((manifest) => {
    const template = podTemplateOf(manifest);
    if (!template) return [];
    const { kind, metadata } = manifest;
    const spec = manifest["spec"] as Spec;
    const podSpec = template.spec as k8s.PodSpec;
    const apart = podSpec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const scaler = scalerOf(manifest, manifests);
    const { min, max } = replicas(manifest, spec, scaler, nodes);
    const target = scaler?.metrics?.find(({ pods }) => pods !== undefined)?.pods?.target.averageValue;
    // A Job's own name may change with its content; its pods' label does not.
    const label = kind === "Job" ? metadata.labels?.["app.kubernetes.io/name"] : undefined;
    return [
      {
        namespace: metadata.namespace ?? "",
        kind,
        name: label ?? metadata.name,
        /** Fewest pods by intent. A Job has none between its runs. */
        min,
        /** Most pods by intent, without those that come while a new version is rolled out. */
        max,
        surge: surgeOf(manifest, spec, max),
        pod: podResources(podSpec),
        /** Of one pod. */
        claims: (spec.volumeClaimTemplates ?? []).map(({ spec }) => storageClaim(spec)),
        /** True where no two of its pods may share a node. */
        nodeEach: apart?.some(({ topologyKey }) => topologyKey === "kubernetes.io/hostname") ?? false,
        /** What the autoscaler aims at for one pod; undefined where it does not look at requests. */
        requestsPerSecond: target === undefined ? undefined : Number(target),
      },
    ];
  });
}
