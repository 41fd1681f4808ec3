import type { Construct } from "constructs";
import { prometheus } from "../../contracts/components";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { AlertmanagerCluster } from "../alertmanager/alertmanager-cluster";
import { BlackboxExporter } from "../blackbox-exporter";
import { PrometheusAdapter } from "../custom-metrics/prometheus-adapter";
import { KubeStateMetrics } from "../kube-state-metrics";
import type { Monitoring } from "../monitoring-props";
import { PrometheusServer, type PrometheusServerProps } from "./prometheus-server";
import { ThanosQuery } from "./thanos";

type PrometheusChartProps = PrometheusServerProps & { readonly monitoring: Monitoring };

/** The namespace `prometheus`: whatever measures, evaluates and tells. */
export class PrometheusChart extends NamespaceChart {
  constructor(scope: Construct, props: PrometheusChartProps) {
    super(scope, { namespace: prometheus.namespace });
    const { cluster, secrets, monitoring } = props;
    const { alertmanager, notifications, kubeStateMetrics, blackboxExporter, customMetrics } = monitoring;

    new PrometheusServer(this, "prometheus", props);
    const { longTermStorage } = monitoring.prometheus;
    if (longTermStorage.mode === "thanos")
      new ThanosQuery(this, "thanos-query", { cluster, ...longTermStorage });
    new AlertmanagerCluster(this, "alertmanager", { cluster, secrets, alertmanager, notifications });
    new KubeStateMetrics(this, "kube-state-metrics", { cluster, ...kubeStateMetrics });
    new BlackboxExporter(this, "blackbox-exporter", { cluster, ...blackboxExporter });
    if (customMetrics.provider === "prometheus-adapter") {
      new PrometheusAdapter(this, "prometheus-adapter", { cluster, ...customMetrics });
    }
  }
}
