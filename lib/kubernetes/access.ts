import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { nameAmongOthers } from "../../contracts/component";

export interface AccessProps {
  /** Where it holds. @default in every namespace, and for what belongs to none */
  readonly namespace?: string;
  readonly rules: k8s.PolicyRule[];

  /** Who may: `component.account`, or somebody of the cluster. */
  readonly account: k8s.Subject;
}

/** What an account may ask of Kubernetes. The roles have its id as their name, behind the program's where they hold everywhere. */
export class Access extends Construct {
  constructor(scope: Construct, id: string, { namespace, rules, account }: AccessProps) {
    super(scope, id);
    const everywhere = namespace === undefined;
    const name = everywhere ? nameAmongOthers(id) : id;
    const role = { metadata: { name, namespace }, rules };
    const binding = {
      metadata: { name, namespace },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: everywhere ? "ClusterRole" : "Role",
        name,
      },
      subjects: [account],
    };
    if (everywhere) {
      new k8s.KubeClusterRole(this, "role", role);
      new k8s.KubeClusterRoleBinding(this, "binding", binding);
    } else {
      new k8s.KubeRole(this, "role", role);
      new k8s.KubeRoleBinding(this, "binding", binding);
    }
  }
}
