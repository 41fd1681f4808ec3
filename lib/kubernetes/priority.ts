import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Component } from "../../contracts/component";
import { nameAmongOthers } from "./name-among-others";

export interface PriorityProps {
  readonly component: Component;

  /**
   * Whom its pods go before when a node or the cluster is full. `node`: everybody, since they serve the node that they
   * run on. `data`: whoever says nothing, since their volumes tie them to few nodes and nothing else has what they hold.
   */
  readonly over: "node" | "data";
}

const critical = "system-node-critical";

/** The class by which the scheduler and the kubelet tell whose pods stay when not all can. */
export class Priority extends Construct {
  readonly className: string;

  constructor(scope: Construct, id: string, { component, over }: PriorityProps) {
    super(scope, id);
    if (over === "data") {
      this.className = nameAmongOthers(component.name);
      new k8s.KubePriorityClass(this, "class", {
        metadata: { name: this.className },
        value: 1_000_000,
        description: `Pods of ${component.name}: before those that can run anywhere.`,
      });
      return;
    }
    this.className = critical;
    // Some clusters, such as GKE's, admit the class only where a quota allows it. It is above every number of nodes.
    new k8s.KubeResourceQuota(this, "quota", {
      metadata: { name: component.name },
      spec: {
        hard: { pods: k8s.Quantity.fromString("10k") },
        scopeSelector: {
          matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: [critical] }],
        },
      },
    });
  }
}
