import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { images } from "../lib/images";
import { container } from "../lib/kubernetes/container";
import { podTemplate } from "../lib/kubernetes/pod-template";
import { kubeStateMetrics } from "../contracts/components";
import type { Monitoring } from "./monitoring-props";

/** What is watched, by API group. Secrets and ConfigMaps are not: their names are nobody's business, their content even less. */
const watched = {
  "": ["namespaces", "nodes", "persistentvolumeclaims", "persistentvolumes", "pods", "services"],
  apps: ["daemonsets", "deployments", "replicasets", "statefulsets"],
  autoscaling: ["horizontalpodautoscalers"],
  batch: ["cronjobs", "jobs"],
  policy: ["poddisruptionbudgets"],
} as const;

/** Tells the state of Kubernetes objects as metrics. */
export class KubeStateMetrics extends Construct {
  constructor(scope: Construct, id: string, { resources }: Monitoring["kubeStateMetrics"]) {
    super(scope, id);
    const { name, namespace } = kubeStateMetrics;

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    new k8s.KubeClusterRole(this, "cluster-role", {
      metadata: { name },
      rules: Object.entries(watched).map(([group, kinds]) => ({
        apiGroups: [group],
        resources: [...kinds],
        verbs: ["list", "watch"],
      })),
    });
    new k8s.KubeClusterRoleBinding(this, "cluster-role-binding", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    });
    new k8s.KubeService(this, "service", {
      metadata: { name, labels: kubeStateMetrics.podLabels },
      spec: {
        clusterIp: "None",
        selector: kubeStateMetrics.podLabels,
        ports: kubeStateMetrics.servicePorts(),
      },
    });

    const patience = { initialDelaySeconds: 5, timeoutSeconds: 5 };
    new k8s.KubeDeployment(this, "deployment", {
      metadata: { name, labels: kubeStateMetrics.podLabels },
      spec: {
        replicas: 1,
        selector: kubeStateMetrics.labelSelector,
        template: podTemplate(kubeStateMetrics, {
          serviceAccountName: name,
          usesKubernetesApi: true,
          user: 65534,
          gracePeriod: "30s",
          containers: [
            container({
              name,
              image: images.kubeStateMetrics,
              args: [
                `--port=${String(kubeStateMetrics.port("http"))}`,
                `--telemetry-port=${String(kubeStateMetrics.port("telemetry"))}`,
                `--resources=${Object.values(watched).flat().sort().join(",")}`,
              ],
              ports: kubeStateMetrics.containerPorts(),
              resources,
              probes: {
                liveness: { ...kubeStateMetrics.httpProbe("http", "/livez"), ...patience },
                readiness: { ...kubeStateMetrics.httpProbe("telemetry", "/readyz"), ...patience },
              },
            }),
          ],
        }),
      },
    });
  }
}
