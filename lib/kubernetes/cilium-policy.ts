import { ApiObject } from "cdk8s";
import { Construct } from "constructs";
import { type Component, nameAmongOthers } from "../../contracts/component";
import * as cilium from "../../imports/cilium.io";
import { unlessEmpty } from "../unless-empty";
import type { Cluster } from "./cluster-props";

type Plugin = Cluster["networkPlugin"];

/** A plugin that finds nodes and the API server by no address block: it knows them by what they are. */
type CiliumPlugin = Exclude<Plugin, { readonly name: "standard" }>;

/** What the definition's generated members are called. */
const members = {
  host: "HOST",
  "kube-apiserver": "KUBE_HYPHEN_APISERVER",
  "remote-node": "REMOTE_HYPHEN_NODE",
} as const;

/** `host` is the pod's own node, `remote-node` any other. */
type Entity = keyof typeof members;

export interface Entities {
  readonly plugin: CiliumPlugin;
  readonly entities: readonly Entity[];
}

/** Traffic between a component and entities, by the numbers of ports. */
export interface ToEntities extends Entities {
  readonly ports: readonly number[];
}

export function knowsEntities(plugin: Plugin): plugin is CiliumPlugin {
  return plugin.name !== "standard";
}

export function entities(plugin: CiliumPlugin, ...names: readonly Entity[]): Entities {
  return { plugin, entities: names };
}

export interface CiliumPolicyProps {
  readonly component: Component;
  readonly plugin: CiliumPlugin;
  readonly ingress: readonly ToEntities[];
  readonly egress: readonly ToEntities[];
}

/** What a component's NetworkPolicy can't say to Cilium: it may do what either of the two allows. */
export class CiliumPolicy extends Construct {
  constructor(scope: Construct, id: string, { component, plugin, ingress, egress }: CiliumPolicyProps) {
    super(scope, id);
    const { name, namespace, podLabels } = component;
    const spec: cilium.CiliumNetworkPolicySpec = {
      endpointSelector: { matchLabels: podLabels },
      ingress: unlessEmpty(
        ingress.map(({ entities, ports }) => ({
          fromEntities: entities.map(
            (entity) => cilium.CiliumNetworkPolicySpecIngressFromEntities[members[entity]],
          ),
          toPorts: [
            { ports: tcpPorts(ports, cilium.CiliumNetworkPolicySpecIngressToPortsPortsProtocol.TCP) },
          ],
        })),
      ),
      egress: unlessEmpty(
        egress.map(({ entities, ports }) => ({
          toEntities: entities.map(
            (entity) => cilium.CiliumNetworkPolicySpecEgressToEntities[members[entity]],
          ),
          toPorts: [{ ports: tcpPorts(ports, cilium.CiliumNetworkPolicySpecEgressToPortsPortsProtocol.TCP) }],
        })),
      ),
    };
    if (plugin.name === "cilium") {
      new cilium.CiliumNetworkPolicy(this, "policy", { metadata: { name }, spec });
    } else {
      // The kind for a whole cluster has the same fields.
      new ApiObject(this, "policy", {
        apiVersion: cilium.CiliumNetworkPolicy.GVK.apiVersion,
        kind: "CiliumClusterwideNetworkPolicy",
        metadata: { name: nameAmongOthers(name) },
        spec: {
          ...spec,
          endpointSelector: { matchLabels: { "k8s:io.kubernetes.pod.namespace": namespace, ...podLabels } },
        },
      });
    }
  }
}

const tcpPorts = <Tcp>(ports: readonly number[], protocol: Tcp) =>
  ports.map((port) => ({ port: String(port), protocol }));
