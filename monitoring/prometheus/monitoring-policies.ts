import { Construct } from "constructs";
import type { Environment } from "../../environments/shape/environment";
import type { Pods } from "../../contracts/component";
import {
  NetworkPolicy,
  to,
  toDns,
  toInternet,
  toKubernetesApi,
  toPods,
  toRanges,
} from "../../lib/kubernetes/network-policy";
import {
  alertmanager,
  blackboxExporter,
  fingerprintApi,
  grafana,
  kubeStateMetrics,
  nodeExporter,
  prometheus,
  prometheusAdapter,
} from "../../contracts/components";
import { annotatedComponents } from "./scraped-components";

/** Port that every kubelet listens on. */
const kubeletPort = 10250;

/** Who talks to whom in the namespace `prometheus`. */
export class MonitoringPolicies extends Construct {
  constructor(scope: Construct, id: string, { cluster, monitoring }: Environment) {
    super(scope, id);
    const { customMetrics, notifications } = monitoring;
    const dns = toDns(cluster);
    const keda: Pods[] =
      customMetrics.provider === "keda"
        ? [{ namespace: customMetrics.namespace, podLabels: { app: "keda-operator" } }]
        : [];
    const adapters = customMetrics.provider === "prometheus-adapter" ? [prometheusAdapter] : [];

    new NetworkPolicy(this, "prometheus", {
      component: prometheus,
      ingress: [{ from: [prometheus, grafana, ...adapters, ...keda], ports: ["http"] }],
      egress: [
        dns,
        toKubernetesApi(cluster),
        // Node exporters use the nodes' addresses, as kubelets do.
        toRanges(cluster.nodeRanges, [kubeletPort, nodeExporter.port("http")]),
        to(prometheus, "http"),
        to(kubeStateMetrics, "http"),
        to(blackboxExporter, "http"),
        to(fingerprintApi, "http"),
        ...annotatedComponents.map(({ component, port }) => to(component, port)),
        // Uploading blocks is the only reason to leave the cluster.
        ...(monitoring.prometheus.longTermStorage.mode === "thanos" ? [toInternet(cluster, [443])] : []),
      ],
    });
    new NetworkPolicy(this, "alertmanager", {
      component: alertmanager,
      ingress: [
        { from: [prometheus, grafana], ports: ["http"] },
        { from: [alertmanager], ports: ["cluster-tcp", "cluster-udp"] },
      ],
      egress: [
        dns,
        to(alertmanager, "cluster-tcp", "cluster-udp"),
        toInternet(cluster, [443, notifications.email.port]),
        ...(notifications.email.relayRanges.length > 0
          ? [toRanges(notifications.email.relayRanges, [notifications.email.port])]
          : []),
      ],
    });
    new NetworkPolicy(this, "kube-state-metrics", {
      component: kubeStateMetrics,
      ingress: [{ from: [prometheus], ports: ["http"] }],
      egress: [dns, toKubernetesApi(cluster)],
    });
    new NetworkPolicy(this, "blackbox-exporter", {
      component: blackboxExporter,
      ingress: [{ from: [prometheus], ports: ["http"] }],
      // Where the public name resolves to the ingress controller inside the cluster, the probe takes the short way.
      egress: [dns, toInternet(cluster, [443]), toPods(cluster.ingressController, [443, 8443])],
    });
    if (customMetrics.provider === "prometheus-adapter") {
      new NetworkPolicy(this, "prometheus-adapter", {
        component: prometheusAdapter,
        // Requests come through the API server, from its own addresses.
        ingress: [{ from: [{ ranges: cluster.apiServer.ranges }], ports: ["https"] }],
        egress: [dns, toKubernetesApi(cluster), to(prometheus, "http")],
      });
    }
  }
}
