import type { k8s } from "cdk8s-plus-28";
import type { Manifest } from "../../lib/synth/manifest";

/** One end of an allowed connection. */
export type Peer = k8s.NetworkPolicyPeer;
export type LabelSelector = k8s.LabelSelector;

/** What one rule lets through. */
export interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol?: string }[];
}

/** A NetworkPolicy as it is written. */
export interface NetworkPolicy extends Manifest {
  readonly kind: "NetworkPolicy";
  readonly spec: Omit<k8s.NetworkPolicySpec, "ingress" | "egress"> & {
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

export function isNetworkPolicy(manifest: Manifest): manifest is NetworkPolicy {
  return manifest.kind === "NetworkPolicy";
}
