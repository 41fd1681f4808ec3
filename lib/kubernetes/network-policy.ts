import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { type Sometimes, unlessEmpty } from "../unless-empty";
import { CiliumPolicy, type Entities, type ToEntities, entities, knowsEntities } from "./cilium-policy";
import type { Cluster } from "./cluster-props";
import type { Component, Pods } from "../../contracts/component";
import { connections } from "../../contracts/components";

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
export function toDns({ dns, networkPlugin }: Cluster): k8s.NetworkPolicyEgressRule {
  // Cilium leads to the cache's pods before it asks the policies.
  const cache = knowsEntities(networkPlugin)
    ? peer({ namespace: dns.namespace, podLabels: { "k8s-app": "node-local-dns" } })
    : { ipBlock: { cidr: "169.254.20.10/32" } };
  return { to: [peer(dns), ...(dns.nodeLocalCache ? [cache] : [])], ports: [udp(53), tcp(53)] };
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
export function toKubernetesApi({ apiServer, networkPlugin }: Cluster): EgressRule {
  return knowsEntities(networkPlugin)
    ? { ...entities(networkPlugin, "kube-apiserver"), ports: apiServer.ports }
    : toRanges(apiServer.ranges, apiServer.ports);
}

/** Egress to ports of the nodes themselves. */
export function toNodes({ nodeRanges, networkPlugin }: Cluster, ports: readonly number[]): EgressRule {
  return knowsEntities(networkPlugin)
    ? { ...entities(networkPlugin, "host", "remote-node"), ports }
    : toRanges(nodeRanges, ports);
}

/** Whoever brings the API server's calls of an aggregated API. */
export function fromAggregation({ apiServer, networkPlugin }: Cluster): Source {
  const { aggregation, ranges } = apiServer;
  if (aggregation.via !== "api-server") return aggregation;
  // A call that another node has passed on comes from that node.
  return knowsEntities(networkPlugin)
    ? entities(networkPlugin, "kube-apiserver", "host", "remote-node")
    : { ranges };
}

/** Egress to ports of address ranges. */
export function toRanges(ranges: readonly string[], ports: readonly number[]): k8s.NetworkPolicyEgressRule {
  return { to: ranges.map((cidr) => ({ ipBlock: { cidr } })), ports: ports.map(tcp) };
}

/** Egress as every plugin takes it, or to what Cilium knows by another name than an address. */
export type EgressRule = k8s.NetworkPolicyEgressRule | ToEntities;

/** Pods outside this program, address ranges such as the API server's, or what stands for them with Cilium. */
type Source = Pods | { readonly ranges: readonly string[] } | Entities;

/** Ingress to some ports. */
export interface IngressFrom<Port extends string> {
  readonly from: readonly Source[];
  readonly ports: readonly [Port, ...Port[]];
}

export interface NetworkPolicyProps<Port extends string> {
  /** Whose traffic is meant. */
  readonly component: Component<Port>;

  /** Who may come in from outside this program. @default nobody */
  readonly ingress?: readonly IngressFrom<NoInfer<Port>>[];

  /** What it asks the cluster itself: `toDns()`, `toKubernetesApi()`, nodes … @default nothing */
  readonly clusterEgress?: Sometimes<EgressRule>;

  /** Where else it may go outside this program: `toInternet()`, a database … @default nowhere */
  readonly egress?: Sometimes<EgressRule>;

  /** Components that this environment does not run: their connections are left out. @default none */
  readonly absent?: Sometimes<Component>;
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

    const ingressRules = byPorts([...ingress, ...inside])
      .map(({ from, ports }) => ({
        from: from.flatMap(peersOf),
        ports: policyPorts(component, ports),
      }))
      .filter(({ from }) => from.length > 0);
    const allEgress = unlessEmpty([...clusterEgress, ...outside, ...egress]) ?? [];
    const egressRules = allEgress.filter(
      (rule): rule is k8s.NetworkPolicyEgressRule => !("entities" in rule),
    );
    new k8s.KubeNetworkPolicy(this, "network-policy", {
      metadata: { name: component.name, namespace: component.namespace },
      spec: {
        podSelector: component.labelSelector,
        policyTypes: ["Ingress", "Egress"],
        ingress: unlessEmpty(ingressRules),
        egress: unlessEmpty(egressRules),
      },
    });
    const fromEntities = ingress.flatMap(({ from, ports }) =>
      from
        .filter((source) => "entities" in source)
        .map((source) => ({ ...source, ports: ports.map((name) => component.port(name)) })),
    );
    const toEntities = allEgress.filter((rule): rule is ToEntities => "entities" in rule);
    const plugin = [...fromEntities, ...toEntities][0]?.plugin;
    if (plugin) {
      new CiliumPolicy(this, "cilium", { component, plugin, ingress: fromEntities, egress: toEntities });
    }
  }
}

/** Of entities there are none: CiliumPolicy has them. */
function peersOf(source: Source): k8s.NetworkPolicyPeer[] {
  if ("entities" in source) return [];
  return "ranges" in source ? source.ranges.map((cidr) => ({ ipBlock: { cidr } })) : [peer(source)];
}

/** One rule for all who come in by the same ports. */
function byPorts<Port extends string>(rules: readonly IngressFrom<Port>[]): IngressFrom<Port>[] {
  const merged = new Map<string, IngressFrom<Port>>();
  for (const { from, ports } of rules) {
    const known = merged.get(ports.join())?.from ?? [];
    merged.set(ports.join(), { from: [...known, ...from], ports });
  }
  return [...merged.values()];
}

function policyPorts(component: Component, names: readonly string[]): k8s.NetworkPolicyPort[] {
  return names.map((name) => (component.protocol(name) === "UDP" ? udp : tcp)(component.port(name)));
}
