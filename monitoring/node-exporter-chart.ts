import type { Construct } from "constructs";
import { nodeExporter } from "../contracts/components";
import { NamespaceChart } from "../lib/kubernetes/namespace-chart";
import type { Monitoring } from "./monitoring-props";
import { NodeExporter } from "./node-exporter";

/** The namespace `node-exporter`: alone in it, because its host mounts need a level of Pod Security that nothing else should have. */
export class NodeExporterChart extends NamespaceChart {
  constructor(scope: Construct, props: Monitoring["nodeExporter"]) {
    super(scope, { namespace: nodeExporter.namespace, podSecurity: "privileged" });

    new NodeExporter(this, "node-exporter", props);
  }
}
