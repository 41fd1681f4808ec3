import type { k8s } from "cdk8s-plus-28";
import type { ScaledObjectSpec } from "../../imports/keda.sh";
import { toBytes } from "../../lib/validation/quantity";
import { type Manifest, podTemplateOf } from "../../lib/synth/manifest";
import { type ResourceTotals, podResources } from "./pod-resources";

/** A volume that outlives its pod. */
export interface StorageClaim {
  /** Null is the cluster's default class. */
  readonly storageClass: string | null;
  readonly bytes: number;
}

/** One thing that makes pods: how many, and what each needs. */
export interface Workload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Fewest pods by intent. A Job has none between its runs. */
  readonly min: number;
  /** Most pods by intent, without the surge of a roll-out. */
  readonly max: number;
  /** Pods beyond that while a new version is rolled out. */
  readonly surge: number;
  readonly pod: ResourceTotals;
  /** Claims of one pod. */
  readonly claims: readonly StorageClaim[];
  /** True where no two of its pods may share a node. */
  readonly nodeEach: boolean;
  /** Average requests per second of one pod that the autoscaler aims at; undefined where it does not look at them. */
  readonly requestsPerSecond?: number;
}

type Spec = Partial<k8s.DeploymentSpec & k8s.StatefulSetSpec & k8s.JobSpec>;
type ScalerSpec = Partial<k8s.HorizontalPodAutoscalerSpecV2 & ScaledObjectSpec>;

/** `namespace/name` */
export const idOf = ({ namespace, name }: Pick<Workload, "namespace" | "name">) => `${namespace}/${name}`;

/** The claim of a PersistentVolumeClaim's spec. */
export function storageClaim({
  storageClassName,
  resources,
}: k8s.PersistentVolumeClaimSpec = {}): StorageClaim {
  const storage: unknown = resources?.requests?.["storage"];
  return { storageClass: storageClassName ?? null, bytes: toBytes(String(storage)) };
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

function replicas(manifest: Manifest, spec: Spec, scaler: ScalerSpec | undefined, nodes: number) {
  if (manifest.kind === "DaemonSet") return { min: nodes, max: nodes };
  if (manifest.kind === "Job") return { min: 0, max: spec.parallelism ?? 1 };
  if (manifest.kind === "CronJob") return { min: 0, max: 1 };
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

/** A Job's own name may change with its content; its pods' label does not. */
function nameOf({ kind, metadata }: Manifest): string {
  return (kind === "Job" ? metadata.labels?.["app.kubernetes.io/name"] : undefined) ?? metadata.name;
}

/** Every workload of an environment. A DaemonSet has a pod on each of `nodes` nodes. */
export function workloads(manifests: readonly Manifest[], nodes: number): Workload[] {
  return manifests.flatMap((manifest) => {
    const template = podTemplateOf(manifest);
    if (!template) return [];
    const spec = manifest["spec"] as Spec;
    const podSpec = template.spec as k8s.PodSpec;
    const apart = podSpec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const scaler = scalerOf(manifest, manifests);
    const pods = replicas(manifest, spec, scaler, nodes);
    const target = scaler?.metrics?.find(({ pods }) => pods !== undefined)?.pods?.target.averageValue;
    return [
      {
        namespace: manifest.metadata.namespace ?? "",
        kind: manifest.kind,
        name: nameOf(manifest),
        ...pods,
        surge: surgeOf(manifest, spec, pods.max),
        pod: podResources(podSpec),
        claims: (spec.volumeClaimTemplates ?? []).map(({ spec }) => storageClaim(spec)),
        nodeEach: apart?.some(({ topologyKey }) => topologyKey === "kubernetes.io/hostname") ?? false,
        ...(target !== undefined && { requestsPerSecond: Number(target) }),
      },
    ];
  });
}
