import type { Manifest } from "../../lib/synth/manifest";
import { type NetworkPolicy, type Peer, type Rule, isNetworkPolicy } from "./network-policy";
import { peerNames, workloadsSelected } from "./pods";

/** Traffic that a NetworkPolicy lets through. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  /** `8000/TCP`; `any` where the rule names none. */
  readonly ports: readonly string[];
  /** The side whose policy says so: the receiver's, or the sender's. */
  readonly side: "ingress" | "egress";
}

const portsOf = ({ ports }: Rule) =>
  ports?.map(({ port, protocol = "TCP" }) => `${String(port)}/${protocol}`) ?? ["any"];

function connectionsOf({ metadata, spec }: NetworkPolicy, manifests: readonly Manifest[]): Connection[] {
  const { podSelector, ingress = [], egress = [] } = spec;
  const namespace = metadata.namespace ?? "";
  const selected = workloadsSelected(manifests, namespace, podSelector);
  const owners = selected.length > 0 ? selected : [`${namespace}/${metadata.name}`];
  const names = (peers: readonly Peer[] | undefined) =>
    peers ? peerNames(manifests, namespace, peers) : ["anywhere"];

  return owners.flatMap((owner) => [
    ...ingress.flatMap((rule) =>
      names(rule.from).map((from): Connection => ({
        from,
        to: owner,
        ports: portsOf(rule),
        side: "ingress",
      })),
    ),
    ...egress.flatMap((rule) =>
      names(rule.to).map((to): Connection => ({ from: owner, to, ports: portsOf(rule), side: "egress" })),
    ),
  ]);
}

/** Everything that an environment's NetworkPolicies let through. */
export function connections(manifests: readonly Manifest[]): Connection[] {
  return manifests.filter(isNetworkPolicy).flatMap((policy) => connectionsOf(policy, manifests));
}
