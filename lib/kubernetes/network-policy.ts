import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Component } from "../../contracts/component";
import { connections } from "../../contracts/components";
import { type Sometimes, unlessEmpty } from "../unless-empty";
import { CiliumPolicy } from "./cilium-policy";
import type { Cluster } from "./cluster-props";
import { type End, type Traffic, toDns } from "./traffic";

/** An end as every plugin takes it: pods by their labels within their namespace, never one without the other. */
function peersOf(end: End): k8s.NetworkPolicyPeer[] {
  if ("entity" in end) return [];
  if ("cidr" in end) return [{ ipBlock: { cidr: end.cidr, except: end.except && [...end.except] } }];
  const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": end.namespace } };
  return [{ namespaceSelector, podSelector: { matchLabels: { ...end.podLabels } } }];
}

/** Traffic as rules. What is with entities alone, CiliumPolicy has. */
const policyRules = (traffic: readonly Traffic[]) =>
  traffic.flatMap(({ ends, ports }) => {
    const peers = ends.flatMap(peersOf);
    const numbered = ports.map(({ number, ...port }) => ({
      port: k8s.IntOrString.fromNumber(number),
      ...port,
    }));
    return peers.length > 0 ? [{ peers, ports: numbered }] : [];
  });

export const ingressRules = (traffic: readonly Traffic[]): k8s.NetworkPolicyIngressRule[] =>
  policyRules(traffic).map(({ peers, ports }) => ({ from: peers, ports }));

interface IngressFrom<Port extends string> {
  readonly from: readonly End[];
  readonly ports: readonly [Port, ...Port[]];
}

export interface NetworkPolicyProps<Port extends string> {
  readonly component: Component<Port>;

  /** Whose DNS it asks. */
  readonly cluster: Cluster;

  /** Who may come in from outside this program. @default nobody */
  readonly ingress?: readonly IngressFrom<NoInfer<Port>>[];

  /** What else it asks the cluster itself: `toKubernetesApi()`, nodes … @default nothing */
  readonly clusterEgress?: Sometimes<Traffic>;

  /** Where else it may go outside this program: `toInternet()`, a database … @default nowhere */
  readonly egress?: Sometimes<Traffic>;

  /** Components that this environment does not run: their connections are left out. @default none */
  readonly absent?: Sometimes<Component>;
}

/**
 * What one component may do on the network, on top of its namespace's default-deny: DNS, the contract's connections
 * from and to it, and what is named here. The kubelet's probes need no rule: traffic from a pod's own node is always
 * let in.
 */
export class NetworkPolicy<Port extends string> extends Construct {
  constructor(scope: Construct, id: string, props: NetworkPolicyProps<Port>) {
    super(scope, id);
    const { component, cluster, clusterEgress = [], absent = [] } = props;
    const there = (other: Component) => !absent.includes(other);

    const egress = unlessEmpty([
      toDns(cluster),
      ...clusterEgress,
      ...connections
        .filter(({ from, to }) => from.includes(component) && there(to))
        .map(({ to, ports }) => ({ ends: [to], ports: portsOf(to, ports) })),
      ...(props.egress ?? []),
    ]);
    const inside = connections
      .filter(({ to }) => to === component)
      .map(({ from, ports }) => ({ from: from.filter(there), ports }));
    const ingress = byPorts([...(props.ingress ?? []), ...inside]).map(({ from, ports }) => ({
      ends: from,
      ports: portsOf(component, ports),
    }));

    new k8s.KubeNetworkPolicy(this, "network-policy", {
      metadata: { name: component.name, namespace: component.namespace },
      spec: {
        podSelector: component.labelSelector,
        policyTypes: ["Ingress", "Egress"],
        ingress: unlessEmpty(ingressRules(ingress)),
        egress: unlessEmpty(policyRules(egress ?? []).map(({ peers, ports }) => ({ to: peers, ports }))),
      },
    });
    const { name: plugin } = cluster.networkPlugin;
    if (plugin !== "standard") {
      new CiliumPolicy(this, "cilium", { component, plugin, ingress, egress: egress ?? [] });
    }
  }
}

/** One rule for all who come in by the same ports. */
function byPorts(rules: readonly IngressFrom<string>[]): IngressFrom<string>[] {
  const merged = new Map<string, IngressFrom<string>>();
  for (const { from, ports } of rules) {
    const known = merged.get(ports.join())?.from ?? [];
    merged.set(ports.join(), { from: [...known, ...from], ports });
  }
  return [...merged.values()];
}

const portsOf = (component: Component, names: readonly string[]) =>
  names.map((name) => ({ number: component.port(name), protocol: component.protocol(name) }));
