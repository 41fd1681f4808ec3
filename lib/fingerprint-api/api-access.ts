import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";

export interface ApiAccessProps {
  /** The only ConfigMaps that the API may read. */
  readonly configMaps: readonly string[];

  /** The only Secrets that the API may read. */
  readonly secrets: readonly string[];
}

/** The API's ServiceAccount and what it may ask of Kubernetes: to read its own settings and pods, and to report events. */
export class ApiAccess extends Construct {
  readonly serviceAccountName = fingerprintApi.name;

  constructor(scope: Construct, id: string, { configMaps, secrets }: ApiAccessProps) {
    super(scope, id);
    const { name, namespace } = fingerprintApi;
    const subjects: k8s.Subject[] = [{ kind: "ServiceAccount", name: this.serviceAccountName, namespace }];

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name: this.serviceAccountName },
      automountServiceAccountToken: false,
    });

    new k8s.KubeRole(this, "role", {
      metadata: { name },
      rules: [
        { apiGroups: [""], resources: ["configmaps"], resourceNames: [...configMaps], verbs: ["get"] },
        { apiGroups: [""], resources: ["secrets"], resourceNames: [...secrets], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create"] },
      ],
    });
    new k8s.KubeRoleBinding(this, "role-binding", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects,
    });

    const clusterRole = `${name}-metrics-reader`;
    new k8s.KubeClusterRole(this, "cluster-role", {
      metadata: { name: clusterRole },
      rules: [{ apiGroups: ["metrics.k8s.io"], resources: ["nodes", "pods"], verbs: ["get", "list"] }],
    });
    new k8s.KubeClusterRoleBinding(this, "cluster-role-binding", {
      metadata: { name: clusterRole },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRole },
      subjects,
    });
  }
}
