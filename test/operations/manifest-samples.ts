import type { Manifest } from "../../lib/synth/manifest";
import type { EnvironmentManifests } from "../../operations/manifests/environment-manifests";

export function environmentOf(...manifests: Manifest[]): EnvironmentManifests {
  return { name: "production", manifests, prerequisites: [], common: {} };
}

type Sample = Partial<Record<"cpu" | "memory" | "image" | "storage" | "storageClass", string>> & {
  readonly replicas?: number;
  /** Whether no two pods may share a node. */
  readonly apart?: boolean;
  readonly maxSurge?: number | string;
};

function workload(kind: string, namespace: string, name: string, sample: Sample): Manifest {
  const { cpu = "500m", memory = "512Mi", image = "api:1.0.0", replicas, maxSurge = 1, storage } = sample;
  const amounts = { cpu, memory };
  const apart = [{ topologyKey: "kubernetes.io/hostname" }];
  const claim = { storageClassName: sample.storageClass, resources: { requests: { storage } } };
  const pod = {
    affinity: sample.apart && {
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: apart },
    },
    containers: [{ name: "main", image, resources: { requests: amounts, limits: amounts } }],
  };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace },
    spec: {
      replicas,
      strategy: { rollingUpdate: { maxSurge, maxUnavailable: 0 } },
      template: { metadata: { labels: { app: "api" } }, spec: pod },
      volumeClaimTemplates: storage && [{ metadata: { name: "data" }, spec: claim }],
    },
  };
}

export const deployment = (sample: Sample = {}) => workload("Deployment", "fingerprint", "api", sample);

export const statefulSet = (sample: Sample = {}, name = "store") =>
  workload("StatefulSet", "logging", name, { replicas: 1, apart: true, ...sample });

export function hpa(minReplicas: number, maxReplicas: number): Manifest {
  const metric = { name: "http_requests_per_second" };
  const target = { type: "AverageValue", averageValue: "100" };
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "api-hpa", namespace: "fingerprint" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "api" },
      minReplicas,
      maxReplicas,
      metrics: [{ type: "Pods", pods: { metric, target } }],
    },
  };
}
