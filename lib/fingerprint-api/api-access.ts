import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { ClusterAccess } from "../kubernetes/cluster-access";

export interface ApiAccessProps {
  /** The only ConfigMaps that the API may read. */
  readonly configMaps: readonly string[];

  /** The only Secrets that the API may read. */
  readonly secrets: readonly string[];

  /** Reads the metrics of pods and nodes too. */
  readonly metrics: boolean;
}

/** What the API may ask of Kubernetes: to read its own settings and pods, and to report events. */
export class ApiAccess extends Construct {
  constructor(scope: Construct, id: string, { configMaps, secrets, metrics }: ApiAccessProps) {
    super(scope, id);
    const { name, namespace } = fingerprintApi;

    new k8s.KubeRole(this, "role", {
      metadata: { name },
      rules: [
        { apiGroups: [""], resources: ["configmaps"], resourceNames: [...configMaps], verbs: ["get"] },
        ...secrets.map((secret) => {
          return { apiGroups: [""], resources: ["secrets"], resourceNames: [secret], verbs: ["get"] };
        }),
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create"] },
      ],
    });
    new k8s.KubeRoleBinding(this, "role-binding", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    });
    if (!metrics) return;
    new ClusterAccess(this, "metrics", {
      component: fingerprintApi,
      name: `${name}-metrics-reader`,
      rules: [{ apiGroups: ["metrics.k8s.io"], resources: ["nodes", "pods"], verbs: ["get", "list"] }],
    });
  }
}
