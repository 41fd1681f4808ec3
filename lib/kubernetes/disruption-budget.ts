import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Component } from "../../contracts/component";

export interface DisruptionBudgetProps {
  readonly component: Component;

  readonly allows: {
    /** Pods that may be down at once in a voluntary disruption, such as a node drain. */
    readonly maxUnavailable: number;
  };
}

/** Keeps enough pods serving while nodes are drained. */
export class DisruptionBudget extends Construct {
  constructor(scope: Construct, id: string, { component, allows }: DisruptionBudgetProps) {
    super(scope, id);

    new k8s.KubePodDisruptionBudget(this, "budget", {
      metadata: { name: component.name },
      spec: {
        selector: component.labelSelector,
        maxUnavailable: k8s.IntOrString.fromNumber(allows.maxUnavailable),
        // A pod that is not ready serves nobody: evicting it must not wait for a budget that it can't fill.
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    });
  }
}
