import type { k8s } from "cdk8s-plus-28";
import { type Manifest, podTemplateOf, selects } from "../../lib/synth/manifest";

export type Peer = k8s.NetworkPolicyPeer;

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol?: string }[];
}

export interface NetworkPolicy extends Manifest {
  readonly kind: "NetworkPolicy";
  readonly spec: Omit<k8s.NetworkPolicySpec, "ingress" | "egress"> & {
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

export const isNetworkPolicy = (manifest: Manifest): manifest is NetworkPolicy =>
  manifest.kind === "NetworkPolicy";

/** Workloads of a namespace that a selector finds, as `namespace/name`. */
function workloadsSelected(
  manifests: readonly Manifest[],
  namespace: string,
  { matchLabels = {} }: k8s.LabelSelector,
): string[] {
  return manifests
    .filter(({ kind, metadata }) => kind !== "Job" && kind !== "CronJob" && metadata.namespace === namespace)
    .filter((manifest) => {
      const template = podTemplateOf(manifest);
      return template !== undefined && selects(matchLabels, template.labels);
    })
    .map(({ metadata: { name } }) => `${namespace}/${name}`);
}

const privateRanges = new Set(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]);

/** An address range in words: `internet` where private ranges are left out of everything. */
function rangeName({ cidr, except }: NonNullable<Peer["ipBlock"]>): string {
  if (cidr === "0.0.0.0/0" || cidr === "::/0") return except?.length ? "internet" : "anywhere";
  return privateRanges.has(cidr) ? "private addresses" : cidr;
}

/** Pods that a peer means: workloads of this environment by name, pods of others by namespace and labels. */
function podNames(manifests: readonly Manifest[], ownNamespace: string, peer: Peer): string[] {
  const namespace = peer.namespaceSelector
    ? (peer.namespaceSelector.matchLabels?.["kubernetes.io/metadata.name"] ?? "any namespace")
    : ownNamespace;
  const pods = peer.podSelector ?? {};
  const everyPod = Object.keys(pods.matchLabels ?? {}).length === 0 && !pods.matchExpressions?.length;
  if (everyPod) return [`every pod of ${namespace}`];
  const known = workloadsSelected(manifests, namespace, pods);
  if (known.length > 0) return known;
  return [`${namespace}/${[...new Set(Object.values(pods.matchLabels ?? {}))].join(",")}`];
}

function connectionsOf({ metadata, spec }: NetworkPolicy, manifests: readonly Manifest[]) {
  const { podSelector, ingress = [], egress = [] } = spec;
  const namespace = metadata.namespace ?? "";
  const selected = workloadsSelected(manifests, namespace, podSelector);
  const owners = selected.length > 0 ? selected : [`${namespace}/${metadata.name}`];
  const names = (peers: readonly Peer[] | undefined) => {
    if (!peers) return ["anywhere"];
    const ranges = peers.flatMap(({ ipBlock }) => (ipBlock ? [rangeName(ipBlock)] : []));
    return [
      ...peers.filter(({ ipBlock }) => !ipBlock).flatMap((peer) => podNames(manifests, namespace, peer)),
      ...new Set(ranges),
    ];
  };
  const portsOf = ({ ports }: Rule) =>
    ports?.map(({ port, protocol = "TCP" }) => `${String(port)}/${protocol}`) ?? ["any"];

  return owners.flatMap((owner) => [
    ...ingress.flatMap((rule) =>
      names(rule.from).map((from) => ({ from, to: owner, ports: portsOf(rule), side: "ingress" as const })),
    ),
    ...egress.flatMap((rule) =>
      names(rule.to).map((to) => ({ from: owner, to, ports: portsOf(rule), side: "egress" as const })),
    ),
  ]);
}

/**
 * Traffic that NetworkPolicies let through, each by the side whose policy says so: the receiver's, or the sender's. Ports are
 * as in `8000/TCP`, or `any`.
 */
export function connections(manifests: readonly Manifest[]) {
  return manifests.filter(isNetworkPolicy).flatMap((policy) => connectionsOf(policy, manifests));
}
