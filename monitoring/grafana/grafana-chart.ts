import type { Construct } from "constructs";
import type { Environment } from "../../environments/shape/environment";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { NetworkPolicy, to, toDns, toRanges } from "../../lib/kubernetes/network-policy";
import { alertmanager, grafana, prometheus } from "../../contracts/components";
import { GrafanaServer } from "./grafana-server";

/** The namespace `grafana`. */
export class GrafanaChart extends NamespaceChart {
  constructor(scope: Construct, env: Environment) {
    super(scope, { namespace: grafana.namespace });
    const { storage } = env.monitoring.grafana;

    new GrafanaServer(this, "grafana", env);
    new NetworkPolicy(this, "network-policy", {
      component: grafana,
      ingress: [{ from: [env.cluster.ingressController, prometheus], ports: ["http"] }],
      egress: [
        toDns(env.cluster),
        to(prometheus, "http"),
        to(alertmanager, "http"),
        ...(storage.mode === "postgres" ? [toRanges(storage.ranges, [storage.port])] : []),
      ],
    });
  }
}
