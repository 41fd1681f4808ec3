import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { fingerprintApi, prometheusAdapter } from "../../contracts/components";
import { requestsPerSecondMetric } from "../../contracts/metrics";
import { ClusterAccess } from "../../lib/kubernetes/cluster-access";
import { nameAmongOthers } from "../../lib/kubernetes/name-among-others";

const rbac = "rbac.authorization.k8s.io";

/** What the adapter may ask of Kubernetes, and who may ask the adapter. */
export class AdapterAccess extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { name, namespace } = prometheusAdapter;
    const subjects: k8s.Subject[] = [{ kind: "ServiceAccount", name, namespace }];

    new ClusterAccess(this, "pods", {
      component: prometheusAdapter,
      rules: [{ apiGroups: [""], resources: ["namespaces", "pods"], verbs: ["get", "list", "watch"] }],
    });
    // It asks the API server who its callers are and what they may do.
    new k8s.KubeClusterRoleBinding(this, "auth-delegator", {
      metadata: { name: nameAmongOthers(`${name}-auth-delegator`) },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:auth-delegator" },
      subjects,
    });
    new k8s.KubeRoleBinding(this, "auth-reader", {
      metadata: { name: nameAmongOthers(`${name}-auth-reader`), namespace: "kube-system" },
      roleRef: { apiGroup: rbac, kind: "Role", name: "extension-apiserver-authentication-reader" },
      subjects,
    });
    this.autoscalerMayRead();
  }

  /** The autoscaler's controller may read the one metric, of pods of the API's namespace. */
  private autoscalerMayRead() {
    const name = `${prometheusAdapter.name}-metrics-reader`;
    const { namespace } = fingerprintApi;
    new k8s.KubeRole(this, "metrics-reader", {
      metadata: { name, namespace },
      rules: [
        {
          apiGroups: ["custom.metrics.k8s.io"],
          resources: [`pods/${requestsPerSecondMetric}`],
          verbs: ["get", "list"],
        },
      ],
    });
    new k8s.KubeRoleBinding(this, "metrics-reader-binding", {
      metadata: { name, namespace },
      roleRef: { apiGroup: rbac, kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name: "horizontal-pod-autoscaler", namespace: "kube-system" }],
    });
  }
}
