import { ApiObject } from "cdk8s";
import { Construct } from "constructs";
import { type Component, nameAmongOthers } from "../../contracts/component";
import { CiliumNetworkPolicy } from "../../imports/cilium.io";
import { unlessEmpty } from "../unless-empty";
import type { Traffic } from "./traffic";

export interface CiliumPolicyProps {
  readonly component: Component;
  readonly plugin: "cilium" | "gke-dataplane-v2";
  readonly ingress: readonly Traffic[];
  readonly egress: readonly Traffic[];
}

/** Traffic with entities as rules, which say them under `peers`. What is with others, NetworkPolicy has. */
const entityRules = (peers: "fromEntities" | "toEntities", traffic: readonly Traffic[]) =>
  traffic.flatMap(({ ends, ports }) => {
    const entities = ends.flatMap((end) => ("entity" in end ? [end.entity] : []));
    const numbered = ports.map(({ number }) => ({ port: String(number), protocol: "TCP" }));
    return entities.length > 0 ? [{ [peers]: entities, toPorts: [{ ports: numbered }] }] : [];
  });

/** What a component's NetworkPolicy can't say to Cilium, if anything: it may do what either of the two allows. */
export class CiliumPolicy extends Construct {
  constructor(scope: Construct, id: string, { component, plugin, ...traffic }: CiliumPolicyProps) {
    super(scope, id);
    const { name, namespace, podLabels } = component;
    const ingress = unlessEmpty(entityRules("fromEntities", traffic.ingress));
    const egress = unlessEmpty(entityRules("toEntities", traffic.egress));
    if (!ingress && !egress) return;

    // The kind for a whole cluster has the same fields.
    const everywhere = plugin === "gke-dataplane-v2";
    const inNamespace = everywhere && { "k8s:io.kubernetes.pod.namespace": namespace };
    new ApiObject(this, "policy", {
      apiVersion: CiliumNetworkPolicy.GVK.apiVersion,
      kind: everywhere ? "CiliumClusterwideNetworkPolicy" : CiliumNetworkPolicy.GVK.kind,
      metadata: { name: everywhere ? nameAmongOthers(name) : name },
      spec: { endpointSelector: { matchLabels: { ...inNamespace, ...podLabels } }, ingress, egress },
    });
  }
}
