import { Component } from "../lib/kubernetes/component";

/** Scrapes, stores and evaluates. */
export const prometheus = new Component({
  name: "prometheus",
  namespace: "prometheus",
  // The sidecar's ports are used only where it runs.
  ports: { http: 9090, "thanos-grpc": 10901, "thanos-http": 10902 },
});

/** Groups alerts and notifies people. */
export const alertmanager = new Component({
  name: "alertmanager",
  namespace: "prometheus",
  ports: { http: 9093, "cluster-tcp": 9094, "cluster-udp": { number: 9094, protocol: "UDP" } },
});

/** Tells the state of Kubernetes objects as metrics. */
export const kubeStateMetrics = new Component({
  name: "kube-state-metrics",
  namespace: "prometheus",
  ports: { http: 8080, telemetry: 8081 },
});

/** Probes the public URL from inside the cluster. */
export const blackboxExporter = new Component({
  name: "blackbox-exporter",
  namespace: "prometheus",
  ports: { http: 9115 },
});

/** Serves custom metrics to the autoscaler. */
export const prometheusAdapter = new Component({
  name: "prometheus-adapter",
  namespace: "prometheus",
  ports: { https: { number: 6443, service: 443 } },
});

/** Tells CPU, memory and disks of the nodes as metrics. */
export const nodeExporter = new Component({
  name: "node-exporter",
  namespace: "node-exporter",
  ports: { http: 9100 },
});

/** Shows dashboards. */
export const grafana = new Component({ name: "grafana", namespace: "grafana", ports: { http: 3000 } });
