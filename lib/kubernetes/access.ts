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
    const metadata = { name, namespace };
    const Role = everywhere ? k8s.KubeClusterRole : k8s.KubeRole;
    const Binding = everywhere ? k8s.KubeClusterRoleBinding : k8s.KubeRoleBinding;
    new Role(this, "role", { metadata, rules });
    new Binding(this, "binding", {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: Role.GVK.kind, name },
      subjects: [account],
    });
  }
}
