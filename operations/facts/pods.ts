import { type Manifest, podTemplateOf, selects } from "../../lib/synth/manifest";
import type { LabelSelector, Peer } from "./network-policy";

/** Workloads of a namespace that a selector finds, as `namespace/name`. */
export function workloadsSelected(
  manifests: readonly Manifest[],
  namespace: string,
  { matchLabels = {} }: LabelSelector,
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

/** Address ranges in words: `internet` where private ranges are left out of everything. */
function rangeNames(blocks: readonly NonNullable<Peer["ipBlock"]>[]): string[] {
  const names = blocks.map(({ cidr, except }) => {
    if (cidr === "0.0.0.0/0" || cidr === "::/0") return except?.length ? "internet" : "anywhere";
    return privateRanges.has(cidr) ? "private addresses" : cidr;
  });
  return [...new Set(names)];
}

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

/** Who the peers of one rule are: workloads of this environment by name, pods of others by namespace and labels. */
export function peerNames(
  manifests: readonly Manifest[],
  ownNamespace: string,
  peers: readonly Peer[],
): string[] {
  return [
    ...peers.filter(({ ipBlock }) => !ipBlock).flatMap((peer) => podNames(manifests, ownNamespace, peer)),
    ...rangeNames(peers.flatMap(({ ipBlock }) => ipBlock ?? [])),
  ];
}
