import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Cluster } from "./cluster-props";
import type { Component, Pods } from "../../contracts/component";
import { connections } from "../../contracts/connections";

/**
 * Never "the internet": private use, carrier-grade NAT, link-local, and wherever else clouds serve instance
 * credentials: 168.63.129.16 (Azure), 192.0.0.0/24 (Oracle), fd00:ec2::254 (AWS, within fc00::/7). By 64:ff9b::/96
 * NAT64 leads to all IPv4 addresses.
 */
const notTheInternet = {
  v4: [
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
  ],
  v6: ["::1/128", "64:ff9b::/96", "fc00::/7", "fe80::/10"],
};

/** A TCP port as policies write it. */
export const tcp = (port: number): k8s.NetworkPolicyPort => ({
  port: k8s.IntOrString.fromNumber(port),
  protocol: "TCP",
});
const udp = (port: number): k8s.NetworkPolicyPort => ({
  port: k8s.IntOrString.fromNumber(port),
  protocol: "UDP",
});

/** Exactly these pods: their labels within their namespace, never one without the other. */
export function peer({ namespace, podLabels }: Pods): k8s.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: { ...podLabels } },
  };
}

/** Egress to ports of pods outside this program. */
export function toPods(pods: Pods, ports: readonly number[]): k8s.NetworkPolicyEgressRule {
  return { to: [peer(pods)], ports: ports.map(tcp) };
}

/** Egress to the cluster's DNS, and to the node's DNS cache where there is one. */
export function toDns({ dns }: Cluster): k8s.NetworkPolicyEgressRule {
  return {
    to: [peer(dns), ...(dns.nodeLocalCache ? [{ ipBlock: { cidr: "169.254.20.10/32" } }] : [])],
    ports: [udp(53), tcp(53)],
  };
}

/** Egress to addresses outside the cluster, by default for HTTP and HTTPS. */
export function toInternet({ extraRanges }: Cluster, ports = [80, 443]): k8s.NetworkPolicyEgressRule {
  const extra = (v6: boolean) => extraRanges.filter((range) => range.includes(":") === v6);
  return {
    to: [
      { ipBlock: { cidr: "0.0.0.0/0", except: [...notTheInternet.v4, ...extra(false)] } },
      { ipBlock: { cidr: "::/0", except: [...notTheInternet.v6, ...extra(true)] } },
    ],
    ports: ports.map(tcp),
  };
}

/** Egress to the Kubernetes API server. */
export function toKubernetesApi({ apiServer }: Cluster): k8s.NetworkPolicyEgressRule {
  return { to: apiServer.ranges.map((cidr) => ({ ipBlock: { cidr } })), ports: apiServer.ports.map(tcp) };
}

/** Egress to ports of address ranges. */
export function toRanges(ranges: readonly string[], ports: readonly number[]): k8s.NetworkPolicyEgressRule {
  return { to: ranges.map((cidr) => ({ ipBlock: { cidr } })), ports: ports.map(tcp) };
}

/** Ingress to some ports: from pods outside this program, or from address ranges such as the API server's. */
export interface IngressFrom<Port extends string> {
  readonly from: readonly (Pods | { readonly ranges: readonly string[] })[];
  readonly ports: readonly [Port, ...Port[]];
}

export interface NetworkPolicyProps<Port extends string> {
  /** Whose traffic is meant. */
  readonly component: Component<Port>;

  /** Who may come in from outside this program. @default nobody */
  readonly ingress?: readonly IngressFrom<NoInfer<Port>>[];

  /** What it asks the cluster itself: `toDns()`, `toKubernetesApi()`, nodes … @default nothing */
  readonly clusterEgress?: readonly k8s.NetworkPolicyEgressRule[];

  /** Where else it may go outside this program: `toInternet()`, a database … @default nowhere */
  readonly egress?: readonly k8s.NetworkPolicyEgressRule[];

  /** Components that this environment does not run: their connections are left out. @default none */
  readonly absent?: readonly Component[];
}

/**
 * What one component may do on the network, on top of its namespace's
 * default-deny: the contract's connections from and to it, and what is named
 * here. The kubelet's probes need no rule: traffic from a pod's own node is
 * always let in.
 */
export class NetworkPolicy<Port extends string> extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { component, ingress = [], clusterEgress = [], egress = [], absent = [] }: NetworkPolicyProps<Port>,
  ) {
    super(scope, id);
    const there = (other: Component) => !absent.includes(other);
    const inside = connections
      .filter(({ to }) => to === component)
      .map(({ from, ports }) => ({ from: from.filter(there), ports: ports as [Port, ...Port[]] }));
    const outside = connections
      .filter(({ from, to }) => from.includes(component) && there(to))
      .map(({ to, ports }) => ({ to: [peer(to)], ports: policyPorts(to, ports) }));

    const ingressRules = byPorts([...ingress, ...inside]).map(({ from, ports }) => ({
      from: from.flatMap((source) =>
        "ranges" in source ? source.ranges.map((cidr) => ({ ipBlock: { cidr } })) : [peer(source)],
      ),
      ports: policyPorts(component, ports),
    }));
    const egressRules = [...clusterEgress, ...outside, ...egress];
    new k8s.KubeNetworkPolicy(this, "network-policy", {
      metadata: { name: component.name, namespace: component.namespace },
      spec: {
        podSelector: component.labelSelector,
        policyTypes: ["Ingress", "Egress"],
        // The API server does not store empty lists: each server-side apply of one would count as a change.
        ingress: ingressRules.length > 0 ? ingressRules : undefined,
        egress: egressRules.length > 0 ? egressRules : undefined,
      },
    });
  }
}

/** One rule for all who come in by the same ports. */
function byPorts<Port extends string>(rules: readonly IngressFrom<Port>[]): IngressFrom<Port>[] {
  const merged = new Map<string, IngressFrom<Port>>();
  for (const { from, ports } of rules) {
    const known = merged.get(ports.join())?.from ?? [];
    merged.set(ports.join(), { from: [...known, ...from], ports });
  }
  return [...merged.values()].filter(({ from }) => from.length > 0);
}

function policyPorts(component: Component, names: readonly string[]): k8s.NetworkPolicyPort[] {
  return names.map((name) => (component.protocol(name) === "UDP" ? udp : tcp)(component.port(name)));
}
