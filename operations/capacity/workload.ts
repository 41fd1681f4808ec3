import { toBytes } from "../../lib/validation/quantity";
import { type Manifest, podTemplateOf } from "../../lib/synth/manifest";
import { type CountedPod, type ResourceTotals, podResources } from "./pod-resources";

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

interface Spec {
  readonly replicas?: number;
  readonly parallelism?: number;
  readonly strategy?: { readonly rollingUpdate?: { readonly maxSurge?: number | string } };
  readonly volumeClaimTemplates?: readonly { readonly spec: ClaimSpec }[];
}

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources: { readonly requests: { readonly storage: string } };
}

interface ScalerSpec {
  readonly scaleTargetRef: { readonly kind?: string; readonly name: string };
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly minReplicaCount?: number;
  readonly maxReplicaCount?: number;
  readonly metrics?: readonly {
    readonly pods?: {
      readonly metric: { readonly name: string };
      readonly target: { readonly averageValue: string | number };
    };
  }[];
}

interface PodSpec extends CountedPod {
  readonly affinity?: {
    readonly podAntiAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly { readonly topologyKey: string }[];
    };
  };
}

/** The claim of a PersistentVolumeClaim's spec. */
export function storageClaim({ storageClassName, resources }: ClaimSpec): StorageClaim {
  return { storageClass: storageClassName ?? null, bytes: toBytes(resources.requests.storage) };
}

function scalerOf(target: Manifest, manifests: readonly Manifest[]): ScalerSpec | undefined {
  return manifests
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler" || kind === "ScaledObject")
    .filter(({ metadata }) => metadata.namespace === target.metadata.namespace)
    .map((scaler) => scaler["spec"] as ScalerSpec)
    .find(
      ({ scaleTargetRef: { kind = "Deployment", name } }) =>
        kind === target.kind && name === target.metadata.name,
    );
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
  const surge = strategy?.rollingUpdate?.maxSurge ?? "25%";
  return typeof surge === "number" ? surge : Math.ceil((parseInt(surge) / 100) * pods);
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
    const podSpec = template.spec as PodSpec;
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
        nodeEach: (
          podSpec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
        ).some(({ topologyKey }) => topologyKey === "kubernetes.io/hostname"),
        ...(target !== undefined && { requestsPerSecond: Number(target) }),
      },
    ];
  });
}
