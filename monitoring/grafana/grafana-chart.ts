import type { Construct } from "constructs";
import type { Environment } from "../../environments/shape/environment";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { NetworkPolicy, toDns, toRanges } from "../../lib/kubernetes/network-policy";
import { grafana } from "../../contracts/components";
import { GrafanaServer } from "./grafana-server";

/** The namespace `grafana`. */
export class GrafanaChart extends NamespaceChart {
  constructor(scope: Construct, env: Environment) {
    super(scope, { namespace: grafana.namespace });
    const { storage } = env.monitoring.grafana;

    new GrafanaServer(this, "grafana", env);
    new NetworkPolicy(this, "network-policy", {
      component: grafana,
      ingress: [{ from: [env.cluster.ingressController], ports: ["http"] }],
      clusterEgress: [toDns(env.cluster)],
      egress: storage.mode === "postgres" ? [toRanges(storage.ranges, [storage.port])] : [],
    });
  }
}
