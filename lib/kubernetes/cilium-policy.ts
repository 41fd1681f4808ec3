import { ApiObject } from "cdk8s";
import { Construct } from "constructs";
import { type Component, nameAmongOthers } from "../../contracts/component";
import {
  CiliumNetworkPolicy,
  type CiliumNetworkPolicySpec,
  CiliumNetworkPolicySpecEgressToEntities as To,
  CiliumNetworkPolicySpecEgressToPortsPortsProtocol as ToProtocol,
  CiliumNetworkPolicySpecIngressFromEntities as From,
  CiliumNetworkPolicySpecIngressToPortsPortsProtocol as FromProtocol,
} from "../../imports/cilium.io";
import { unlessEmpty } from "../unless-empty";
import type { Port, Traffic } from "./traffic";

/** What the definition's generated members are called. */
const members = {
  host: "HOST",
  "kube-apiserver": "KUBE_HYPHEN_APISERVER",
  "remote-node": "REMOTE_HYPHEN_NODE",
} as const;

const withEntities = (traffic: readonly Traffic[]) =>
  traffic.flatMap(({ ends, ports }) => {
    const entities = ends.flatMap((end) => ("entity" in end ? [members[end.entity]] : []));
    return entities.length > 0 ? [{ entities, ports }] : [];
  });

const toPorts = <P>(ports: readonly Port[], protocols: Readonly<Record<Port["protocol"], P>>) => [
  { ports: ports.map(({ number, protocol }) => ({ port: String(number), protocol: protocols[protocol] })) },
];

export interface CiliumPolicyProps {
  readonly component: Component;
  readonly plugin: "cilium" | "gke-dataplane-v2";
  readonly ingress: readonly Traffic[];
  readonly egress: readonly Traffic[];
}

/** What a component's NetworkPolicy can't say to Cilium, if anything: it may do what either of the two allows. */
export class CiliumPolicy extends Construct {
  constructor(scope: Construct, id: string, { component, plugin, ...traffic }: CiliumPolicyProps) {
    super(scope, id);
    const { name, namespace, podLabels } = component;
    const ingress = withEntities(traffic.ingress).map(({ entities, ports }) => ({
      fromEntities: entities.map((member) => From[member]),
      toPorts: toPorts(ports, FromProtocol),
    }));
    const egress = withEntities(traffic.egress).map(({ entities, ports }) => ({
      toEntities: entities.map((member) => To[member]),
      toPorts: toPorts(ports, ToProtocol),
    }));
    if (ingress.length + egress.length === 0) return;

    const spec: CiliumNetworkPolicySpec = {
      endpointSelector: { matchLabels: podLabels },
      ingress: unlessEmpty(ingress),
      egress: unlessEmpty(egress),
    };
    if (plugin === "cilium") {
      new CiliumNetworkPolicy(this, "policy", { metadata: { name }, spec });
      return;
    }
    // The kind for a whole cluster has the same fields.
    const inNamespace = { "k8s:io.kubernetes.pod.namespace": namespace, ...podLabels };
    new ApiObject(this, "policy", {
      apiVersion: CiliumNetworkPolicy.GVK.apiVersion,
      kind: "CiliumClusterwideNetworkPolicy",
      metadata: { name: nameAmongOthers(name) },
      spec: { ...spec, endpointSelector: { matchLabels: inNamespace } },
    });
  }
}
