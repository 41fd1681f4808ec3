import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { type Component, nameAmongOthers } from "../../contracts/component";
import { Access } from "./access";
import { NetworkPolicy, type NetworkPolicyProps } from "./network-policy";
import { type PodTemplateProps, podTemplate } from "./pod-template";
import { toKubernetesApi } from "./traffic";

/** What the pods' controller says beyond the pods: the fields of its spec that are not the workload's own. */
type Own = "selector" | "template" | "serviceName" | "podManagementPolicy";
export type Controller =
  | ({ readonly kind: "Deployment" } & Omit<k8s.DeploymentSpec, Own>)
  | ({ readonly kind: "DaemonSet" } & Omit<k8s.DaemonSetSpec, Own>)
  | ({ readonly kind: "StatefulSet"; readonly governedBy: string } & Omit<k8s.StatefulSetSpec, Own>)
  /** A Job can't be changed, so its name bears what tells one from the next. */
  | ({ readonly kind: "Job"; readonly suffix: string } & Omit<k8s.JobSpec, Own>);

/** A pod on every node, replaced on a tenth of the nodes at once. */
export const onEveryNode: Controller = {
  kind: "DaemonSet",
  updateStrategy: {
    type: "RollingUpdate",
    rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString("10%") },
  },
};

/** One more address of the same pods. */
export interface WorkloadService<Port extends string> {
  /** @default the component's name */
  readonly name?: string;
  /** @default every port of the component */
  readonly ports?: readonly Port[];
  /** @default Kubernetes' own, ClusterIP */
  readonly type?: "ClusterIP";
  /** Gives each pod an address instead of one for all. @default false */
  readonly headless?: boolean;
  /** Also before they are ready, for pods that must find each other to become so. @default false */
  readonly publishNotReadyAddresses?: boolean;
  /** Sends a client to the same pod each time. @default false */
  readonly sticky?: boolean;
  readonly annotations?: Record<string, string>;
}

export interface WorkloadProps<Port extends string> {
  readonly component: Component<Port>;
  readonly controller: Controller;
  readonly pods: Omit<PodTemplateProps<NoInfer<Port>>, "priorityClassName">;

  /** The addresses of the pods. @default none */
  readonly services?: readonly WorkloadService<NoInfer<Port>>[];

  /**
   * Whom its pods go before when a node or the cluster is full. `node`: everybody, since they serve the node that they
   * run on. `data`: whoever says nothing, since their volumes tie them to few nodes and nothing else has what they hold.
   *
   * @default nobody: the cluster's own default
   */
  readonly priority?: "node" | "data";

  /** How many pods may be down at once in a voluntary disruption, such as a drain. @default none: a DaemonSet goes with its node, a Job comes again */
  readonly disruptionBudget?: { readonly maxUnavailable: number };

  /**
   * What the pods may ask of Kubernetes in every namespace. They get a token for it, and the way to the API server.
   *
   * @default nothing, without a token
   */
  readonly asksKubernetes?: k8s.PolicyRule[];

  /** What the pods may do on the network beyond the connections of the contract, or the reason why no policy applies. */
  readonly network: Omit<NetworkPolicyProps<NoInfer<Port>>, "component"> | { readonly none: string };
}

/**
 * A component's pods and all that belongs to them alone: ServiceAccount, Services, disruption budget and NetworkPolicy.
 *
 * What a component may ask of Kubernetes in single namespaces is granted beside it, by `Access`.
 */
export class Workload<Port extends string> extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadProps<Port>) {
    super(scope, id);
    const { component, controller, network, asksKubernetes } = props;
    const { name } = component;

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    for (const service of props.services ?? []) this.service(component, service);
    if (props.disruptionBudget) {
      new k8s.KubePodDisruptionBudget(this, "disruption-budget", {
        metadata: { name },
        spec: {
          selector: component.labelSelector,
          maxUnavailable: k8s.IntOrString.fromNumber(props.disruptionBudget.maxUnavailable),
          // A pod that is not ready serves nobody: evicting it must not wait for a budget that it can't fill.
          unhealthyPodEvictionPolicy: "AlwaysAllow",
        },
      });
    }
    if (asksKubernetes) new Access(this, name, { account: component.account, rules: asksKubernetes });
    if (!("none" in network)) {
      const { cluster, clusterEgress = [] } = network;
      new NetworkPolicy(this, "network-policy", {
        ...network,
        component,
        clusterEgress: [asksKubernetes && toKubernetesApi(cluster), ...clusterEgress],
      });
    }

    const metadata = { name, labels: component.podLabels };
    const selector = component.labelSelector;
    const template = podTemplate(component, {
      ...props.pods,
      usesKubernetesApi: props.pods.usesKubernetesApi ?? asksKubernetes !== undefined,
      priorityClassName: props.priority && this.priorityClass(name, props.priority),
    });
    switch (controller.kind) {
      case "Deployment": {
        const { kind, ...spec } = controller;
        new k8s.KubeDeployment(this, kind, { metadata, spec: { ...spec, selector, template } });
        break;
      }
      case "DaemonSet": {
        const { kind, ...spec } = controller;
        new k8s.KubeDaemonSet(this, kind, { metadata, spec: { ...spec, selector, template } });
        break;
      }
      case "StatefulSet": {
        const { kind, governedBy, ...spec } = controller;
        new k8s.KubeStatefulSet(this, kind, {
          metadata,
          // One after the other, the first would wait for a quorum that the others can't join.
          spec: { ...spec, podManagementPolicy: "Parallel", serviceName: governedBy, selector, template },
        });
        break;
      }
      case "Job": {
        const { kind, suffix, ...spec } = controller;
        new k8s.KubeJob(this, kind, {
          metadata: { ...metadata, name: `${name}-${suffix}` },
          spec: { ...spec, template },
        });
      }
    }
  }

  /** The class by which the scheduler and the kubelet tell whose pods stay when not all can. */
  private priorityClass(component: string, over: "node" | "data"): string {
    if (over === "data") {
      const name = nameAmongOthers(component);
      new k8s.KubePriorityClass(this, "priority", {
        metadata: { name },
        value: 1_000_000,
        description: `Pods of ${component}: before those that can run anywhere.`,
      });
      return name;
    }
    const critical = "system-node-critical";
    // Some clusters, such as GKE's, admit the class only where a quota allows it. It is above every number of nodes.
    new k8s.KubeResourceQuota(this, "quota", {
      metadata: { name: component },
      spec: {
        hard: { pods: k8s.Quantity.fromString("10k") },
        scopeSelector: {
          matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: [critical] }],
        },
      },
    });
    return critical;
  }

  private service(component: Component<Port>, service: WorkloadService<Port>) {
    const { name = component.name, type, headless, publishNotReadyAddresses, sticky, annotations } = service;
    new k8s.KubeService(this, `service-${name}`, {
      metadata: { name, labels: component.podLabels, annotations },
      spec: {
        type,
        clusterIp: headless ? "None" : undefined,
        publishNotReadyAddresses,
        sessionAffinity: sticky ? "ClientIP" : undefined,
        selector: component.podLabels,
        ports: component.servicePorts(service.ports),
      },
    });
  }
}
