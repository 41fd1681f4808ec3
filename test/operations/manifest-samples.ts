import type { Manifest } from "../../lib/synth/manifest";
import type { EnvironmentManifests } from "../../operations/manifests/environment-manifests";

/** An environment of these objects alone. */
export function environmentOf(...manifests: Manifest[]): EnvironmentManifests {
  return { name: "production", manifests, prerequisites: [], common: {} };
}

interface PodSample {
  readonly cpu?: string;
  readonly memory?: string;
  readonly image?: string;
  readonly spread?: "required";
}

function template({ cpu = "500m", memory = "512Mi", image = "api:1.0.0", spread }: PodSample) {
  return {
    metadata: { labels: { app: "api" } },
    spec: {
      ...(spread && {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname" }],
          },
        },
      }),
      containers: [
        { name: "main", image, resources: { requests: { cpu, memory }, limits: { cpu, memory } } },
      ],
    },
  };
}

export function deployment(
  sample: PodSample & { replicas?: number; maxSurge?: number | string } = {},
): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "api", namespace: "fingerprint" },
    spec: {
      ...(sample.replicas !== undefined && { replicas: sample.replicas }),
      strategy: { rollingUpdate: { maxSurge: sample.maxSurge ?? 1, maxUnavailable: 0 } },
      template: template(sample),
    },
  };
}

export function statefulSet(
  sample: PodSample & { name?: string; replicas?: number; storage?: string; storageClass?: string } = {},
): Manifest {
  const { name = "store", replicas = 1, storage, storageClass } = sample;
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name, namespace: "logging" },
    spec: {
      replicas,
      template: template({ spread: "required", ...sample }),
      ...(storage !== undefined && {
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: {
              ...(storageClass !== undefined && { storageClassName: storageClass }),
              resources: { requests: { storage } },
            },
          },
        ],
      }),
    },
  };
}

export function hpa({ min = 3, max = 10, requestsPerSecond = 100 } = {}): Manifest {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "api-hpa", namespace: "fingerprint" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "api" },
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {
          type: "Pods",
          pods: {
            metric: { name: "http_requests_per_second" },
            target: { type: "AverageValue", averageValue: String(requestsPerSecond) },
          },
        },
      ],
    },
  };
}
