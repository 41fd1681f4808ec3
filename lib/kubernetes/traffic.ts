import type { Pods } from "../../contracts/component";
import type { Cluster } from "./cluster-props";

/** What Cilium finds by no address block: it knows them by what they are. `host` is the pod's own node, `remote-node` any other. */
export type Entity = "host" | "kube-apiserver" | "remote-node";

/** Who is at the other end: pods, addresses, or on Cilium an entity. */
export type End =
  Pods | { readonly cidr: string; readonly except?: readonly string[] } | { readonly entity: Entity };

export interface Port {
  readonly number: number;
  readonly protocol: "TCP" | "UDP";
}

/** Traffic to or from any of some ends, by any of some ports. */
export interface Traffic {
  readonly ends: readonly End[];
  readonly ports: readonly Port[];
}

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

const tcp = (number: number): Port => ({ number, protocol: "TCP" });

const ofRanges = (ranges: readonly string[]): End[] => ranges.map((cidr) => ({ cidr }));

/** What stands for some ends where address blocks don't find them. */
const orEntities = ({ networkPlugin }: Cluster, ranges: readonly string[], ...entities: Entity[]): End[] =>
  networkPlugin.name === "standard" ? ofRanges(ranges) : entities.map((entity) => ({ entity }));

/** Ports of pods outside this program. */
export const toPods = (pods: Pods, ports: readonly number[]): Traffic => ({
  ends: [pods],
  ports: ports.map(tcp),
});

export const toRanges = (ranges: readonly string[], ports: readonly number[]): Traffic => ({
  ends: ofRanges(ranges),
  ports: ports.map(tcp),
});

/** The cluster's DNS, and the node's DNS cache where there is one. */
export function toDns({ dns, networkPlugin }: Cluster): Traffic {
  // Cilium leads to the cache's pods before it asks the policies.
  const cache =
    networkPlugin.name === "standard"
      ? { cidr: "169.254.20.10/32" }
      : { namespace: dns.namespace, podLabels: { "k8s-app": "node-local-dns" } };
  return {
    ends: [dns, ...(dns.nodeLocalCache ? [cache] : [])],
    ports: [{ number: 53, protocol: "UDP" }, tcp(53)],
  };
}

/** Addresses outside the cluster, by default for HTTP and HTTPS. */
export function toInternet({ extraRanges }: Cluster, ports = [80, 443]): Traffic {
  const extra = (v6: boolean) => extraRanges.filter((range) => range.includes(":") === v6);
  return {
    ends: [
      { cidr: "0.0.0.0/0", except: [...notTheInternet.v4, ...extra(false)] },
      { cidr: "::/0", except: [...notTheInternet.v6, ...extra(true)] },
    ],
    ports: ports.map(tcp),
  };
}

/** Addresses inside of the network where their ranges are named, on the internet otherwise. */
export const toAddresses = (cluster: Cluster, ranges: readonly string[], ports: number[]): Traffic =>
  ranges.length > 0 ? toRanges(ranges, ports) : toInternet(cluster, ports);

export const toKubernetesApi = (cluster: Cluster): Traffic => ({
  ends: orEntities(cluster, cluster.apiServer.ranges, "kube-apiserver"),
  ports: cluster.apiServer.ports.map(tcp),
});

export const toNodes = (cluster: Cluster, ports: readonly number[]): Traffic => ({
  ends: orEntities(cluster, cluster.nodeRanges, "host", "remote-node"),
  ports: ports.map(tcp),
});

/** Whoever brings the API server's calls of an aggregated API. */
export function fromAggregation(cluster: Cluster): End[] {
  const { aggregation, ranges } = cluster.apiServer;
  if (aggregation.via === "pods") return [aggregation];
  if (aggregation.via === "ranges") return ofRanges(aggregation.ranges);
  // A call that another node has passed on comes from that node.
  return orEntities(cluster, ranges, "kube-apiserver", "host", "remote-node");
}
