import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Component } from "../../contracts/component";
import { nameAmongOthers } from "./name-among-others";

export interface ClusterAccessProps {
  /** Whose pods may do it. */
  readonly component: Component;

  /** Name of the ClusterRole and of its binding, behind the program's. @default the component's */
  readonly name?: string;

  readonly rules: k8s.PolicyRule[];
}

/** What a component's pods may ask of Kubernetes in every namespace. */
export class ClusterAccess extends Construct {
  constructor(scope: Construct, id: string, { component, rules, ...props }: ClusterAccessProps) {
    super(scope, id);
    const name = nameAmongOthers(props.name ?? component.name);
    new k8s.KubeClusterRole(this, "cluster-role", { metadata: { name }, rules });
    new k8s.KubeClusterRoleBinding(this, "cluster-role-binding", {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name: component.name, namespace: component.namespace }],
    });
  }
}
