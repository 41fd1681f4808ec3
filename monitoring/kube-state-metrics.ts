import { Construct } from "constructs";
import { kubeStateMetrics } from "../contracts/components";
import { images } from "../lib/images";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { Workload } from "../lib/kubernetes/workload";
import type { Monitoring } from "./monitoring-props";

/** What is watched, by API group. Secrets and ConfigMaps are not: their names are nobody's business, their content even less. */
const watched = {
  "": ["namespaces", "nodes", "persistentvolumeclaims", "persistentvolumes", "pods", "services"],
  apps: ["daemonsets", "deployments", "replicasets", "statefulsets"],
  autoscaling: ["horizontalpodautoscalers"],
  batch: ["cronjobs", "jobs"],
  policy: ["poddisruptionbudgets"],
} as const;

type KubeStateMetricsProps = Monitoring["kubeStateMetrics"] & { readonly cluster: Cluster };

/** Tells the state of Kubernetes objects as metrics. */
export class KubeStateMetrics extends Construct {
  constructor(scope: Construct, id: string, { cluster, resources }: KubeStateMetricsProps) {
    super(scope, id);

    const patience = { initialDelaySeconds: 5, timeoutSeconds: 5 };
    new Workload(this, "workload", {
      component: kubeStateMetrics,
      controller: { kind: "Deployment", replicas: 1 },
      services: [{ headless: true }],
      network: { cluster },
      asksKubernetes: Object.entries(watched).map(([group, kinds]) => ({
        apiGroups: [group],
        resources: [...kinds],
        verbs: ["list", "watch"],
      })),
      pods: {
        user: 65534,
        containers: [
          {
            image: images.kubeStateMetrics,
            args: [
              `--port=${String(kubeStateMetrics.port("http"))}`,
              `--telemetry-port=${String(kubeStateMetrics.port("telemetry"))}`,
              `--resources=${Object.values(watched).flat().sort().join(",")}`,
            ],
            resources,
            probes: {
              liveness: { ...kubeStateMetrics.httpProbe("http", "/livez"), ...patience },
              readiness: { ...kubeStateMetrics.httpProbe("telemetry", "/readyz"), ...patience },
            },
          },
        ],
      },
    });
  }
}
