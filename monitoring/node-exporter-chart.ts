import type { Construct } from "constructs";
import type { Environment } from "../environments/shape/environment";
import { NamespaceChart } from "../lib/kubernetes/namespace-chart";
import { nodeExporter } from "../contracts/components";
import { NodeExporter } from "./node-exporter";

/**
 * The namespace `node-exporter`: alone in it, because its host mounts need a
 * level of Pod Security that nothing else should have. Its pods use the node's
 * network, which NetworkPolicies do not govern.
 */
export class NodeExporterChart extends NamespaceChart {
  constructor(scope: Construct, { monitoring }: Environment) {
    super(scope, { namespace: nodeExporter.namespace, podSecurity: "privileged" });

    new NodeExporter(this, "node-exporter", monitoring.nodeExporter);
  }
}
