import type { Construct } from "constructs";
import type { Environment } from "../../environments/shape/environment";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { AlertmanagerCluster } from "../alertmanager/alertmanager-cluster";
import { BlackboxExporter } from "../blackbox-exporter";
import { prometheus } from "../../contracts/components";
import { PrometheusAdapter } from "../custom-metrics/prometheus-adapter";
import { KubeStateMetrics } from "../kube-state-metrics";
import { MonitoringPolicies } from "./monitoring-policies";
import { PrometheusServer } from "./prometheus-server";

/** The namespace `prometheus`: whatever measures, evaluates and tells. */
export class PrometheusChart extends NamespaceChart {
  constructor(scope: Construct, env: Environment) {
    super(scope, { namespace: prometheus.namespace });
    const { monitoring } = env;

    new PrometheusServer(this, "prometheus", env);
    new AlertmanagerCluster(this, "alertmanager", env);
    new KubeStateMetrics(this, "kube-state-metrics", monitoring.kubeStateMetrics);
    new BlackboxExporter(this, "blackbox-exporter", monitoring.blackboxExporter);
    if (monitoring.customMetrics.provider === "prometheus-adapter") {
      new PrometheusAdapter(this, "prometheus-adapter", monitoring.customMetrics);
    }
    new MonitoringPolicies(this, "policies", env);
  }
}
