import type { Construct } from "constructs";
import { grafana } from "../../contracts/components";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { type GrafanaProps, GrafanaServer } from "./grafana-server";

/** The namespace `grafana`. */
export class GrafanaChart extends NamespaceChart {
  constructor(scope: Construct, props: GrafanaProps) {
    super(scope, { namespace: grafana.namespace });

    new GrafanaServer(this, "grafana", props);
  }
}
