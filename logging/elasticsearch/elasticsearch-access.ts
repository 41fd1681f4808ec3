import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { elasticsearch } from "../../contracts/components";

/** Elasticsearch's ServiceAccount. Where zones matter it may read nodes, which is where a pod's zone is told. */
export class ElasticsearchAccess extends Construct {
  readonly serviceAccountName = elasticsearch.name;

  constructor(scope: Construct, id: string, { readsZones }: { readonly readsZones: boolean }) {
    super(scope, id);
    const { name, namespace } = elasticsearch;
    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    if (!readsZones) return;

    const role = `${name}-zone-reader`;
    new k8s.KubeClusterRole(this, "cluster-role", {
      metadata: { name: role },
      rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get"] }],
    });
    new k8s.KubeClusterRoleBinding(this, "cluster-role-binding", {
      metadata: { name: role },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    });
  }
}
