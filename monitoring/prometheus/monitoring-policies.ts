import { Construct } from "constructs";
import type { Environment } from "../../environments/shape/environment";
import {
  NetworkPolicy,
  toDns,
  toInternet,
  toKubernetesApi,
  toPods,
  toRanges,
} from "../../lib/kubernetes/network-policy";
import {
  alertmanager,
  blackboxExporter,
  kubeStateMetrics,
  nodeExporter,
  prometheus,
  prometheusAdapter,
} from "../../contracts/components";

/** Port that every kubelet listens on. */
const kubeletPort = 10250;

/** Who talks to whom in the namespace `prometheus`. */
export class MonitoringPolicies extends Construct {
  constructor(scope: Construct, id: string, { cluster, monitoring }: Environment) {
    super(scope, id);
    const { customMetrics, notifications } = monitoring;
    const dns = toDns(cluster);
    const throughKeda = customMetrics.provider === "keda";

    new NetworkPolicy(this, "prometheus", {
      component: prometheus,
      absent: throughKeda ? [prometheusAdapter] : [],
      ingress: throughKeda
        ? [
            {
              from: [{ namespace: customMetrics.namespace, podLabels: { app: "keda-operator" } }],
              ports: ["http"],
            },
          ]
        : [],
      clusterEgress: [
        dns,
        toKubernetesApi(cluster),
        // Node exporters use the nodes' addresses, as kubelets do.
        toRanges(cluster.nodeRanges, [kubeletPort, nodeExporter.port("http")]),
      ],
      // Uploading blocks is the only reason to leave the cluster.
      egress: monitoring.prometheus.longTermStorage.mode === "thanos" ? [toInternet(cluster, [443])] : [],
    });
    new NetworkPolicy(this, "alertmanager", {
      component: alertmanager,
      clusterEgress: [dns],
      egress: [
        toInternet(cluster, [443, notifications.email.port]),
        ...(notifications.email.relayRanges.length > 0
          ? [toRanges(notifications.email.relayRanges, [notifications.email.port])]
          : []),
      ],
    });
    new NetworkPolicy(this, "kube-state-metrics", {
      component: kubeStateMetrics,
      clusterEgress: [dns, toKubernetesApi(cluster)],
    });
    new NetworkPolicy(this, "blackbox-exporter", {
      component: blackboxExporter,
      clusterEgress: [dns],
      // Where the public name resolves to the ingress controller inside the cluster, the probe takes the short way.
      egress: [toInternet(cluster, [443]), toPods(cluster.ingressController, [443, 8443])],
    });
    if (throughKeda) return;
    new NetworkPolicy(this, "prometheus-adapter", {
      component: prometheusAdapter,
      // Requests come through the API server, from its own addresses.
      ingress: [{ from: [{ ranges: cluster.apiServer.ranges }], ports: ["https"] }],
      clusterEgress: [dns, toKubernetesApi(cluster)],
    });
  }
}
