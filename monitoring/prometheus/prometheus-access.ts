import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { prometheus } from "../../contracts/components";

/**
 * What Prometheus may ask of Kubernetes: lists of what it scrapes, and metrics.
 *
 * Never `nodes/proxy`: it would let a scrape run commands in any pod.
 */
export class PrometheusAccess extends Construct {
  readonly serviceAccountName = prometheus.name;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { name, namespace } = prometheus;
    const watch = ["get", "list", "watch"];

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name: this.serviceAccountName },
      automountServiceAccountToken: false,
    });
    new k8s.KubeClusterRole(this, "cluster-role", {
      metadata: { name },
      rules: [
        { apiGroups: [""], resources: ["nodes", "pods", "services"], verbs: watch },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: watch },
        { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
        { nonResourceUrLs: ["/metrics"], verbs: ["get"] },
      ],
    });
    new k8s.KubeClusterRoleBinding(this, "cluster-role-binding", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name: this.serviceAccountName, namespace }],
    });
  }
}
