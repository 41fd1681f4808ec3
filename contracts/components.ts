import { apiPaths } from "./api-paths";
import { Component } from "./component";

/** Namespaces that this project fills. Each is a chart, and a folder under `dist/<environment>/`. */
export const namespaces = {
  api: "fingerprint",
  prometheus: "prometheus",
  grafana: "grafana",
  logging: "logging",
  nodeExporter: "node-exporter",
  filebeat: "filebeat",
} as const;

/** The Fingerprint API. Its Service listens on 80, its containers on 8000. */
export const fingerprintApi = new Component({
  name: "fingerprint-api",
  namespace: namespaces.api,
  ports: { http: { number: 8000, service: 80 } },
  metrics: { port: "http", path: apiPaths.metrics },
});

/** Scrapes, stores and evaluates. */
export const prometheus = new Component({
  name: "prometheus",
  namespace: namespaces.prometheus,
  // The sidecar's ports are used only where it runs.
  ports: { http: 9090, "thanos-grpc": 10901, "thanos-http": 10902 },
});

/** Answers for all replicas of Prometheus, where their sidecars run. */
export const thanosQuery = new Component({
  name: "thanos-query",
  namespace: namespaces.prometheus,
  ports: { http: 10902 },
  metrics: { port: "http" },
});

/** Groups alerts and notifies people. */
export const alertmanager = new Component({
  name: "alertmanager",
  namespace: namespaces.prometheus,
  ports: { http: 9093, "cluster-tcp": 9094, "cluster-udp": { number: 9094, protocol: "UDP" } },
  metrics: { port: "http" },
});

/** Tells the state of Kubernetes objects as metrics. */
export const kubeStateMetrics = new Component({
  name: "kube-state-metrics",
  namespace: namespaces.prometheus,
  ports: { http: 8080, telemetry: 8081 },
});

/** Probes the public URL from inside the cluster. */
export const blackboxExporter = new Component({
  name: "blackbox-exporter",
  namespace: namespaces.prometheus,
  ports: { http: 9115 },
});

/** Serves custom metrics to the autoscaler. */
export const prometheusAdapter = new Component({
  name: "prometheus-adapter",
  namespace: namespaces.prometheus,
  ports: { https: { number: 6443, service: 443 } },
});

/** Tells CPU, memory and disks of the nodes as metrics. */
export const nodeExporter = new Component({
  name: "node-exporter",
  namespace: namespaces.nodeExporter,
  ports: { http: 9100 },
});

/** Shows dashboards. */
export const grafana = new Component({
  name: "grafana",
  namespace: namespaces.grafana,
  ports: { http: 3000 },
  metrics: { port: "http" },
});

/** Elasticsearch. `readiness` is open while the node has a known master. */
export const elasticsearch = new Component({
  name: "elasticsearch",
  namespace: namespaces.logging,
  ports: { http: 9200, transport: 9300, readiness: 8080 },
});

/** Brings templates, policies, roles and users into Elasticsearch. */
export const elasticsearchBootstrap = new Component({
  name: "elasticsearch-bootstrap",
  namespace: namespaces.logging,
  ports: {},
});

/** Elasticsearch's statistics as metrics. */
export const elasticsearchExporter = new Component({
  name: "elasticsearch-exporter",
  namespace: namespaces.logging,
  ports: { metrics: 9114 },
  metrics: { port: "metrics", path: "/metrics" },
});

/** Logstash. `api` is its own statistics; `metrics` the same for Prometheus, from the exporter beside it. */
export const logstash = new Component({
  name: "logstash",
  namespace: namespaces.logging,
  ports: { beats: 5044, api: 9600, metrics: 9198 },
  metrics: { port: "metrics", path: "/metrics" },
});

/** Kibana. */
export const kibana = new Component({ name: "kibana", namespace: namespaces.logging, ports: { http: 5601 } });

/** Brings data views, searches and the dashboard into Kibana. */
export const kibanaBootstrap = new Component({
  name: "kibana-bootstrap",
  namespace: namespaces.logging,
  ports: {},
});

/**
 * Filebeat, on every node, in a namespace of its own: it mounts folders of the host, which no other namespace may.
 * `stats` is its own statistics; `metrics` the same for Prometheus, from the exporter beside it.
 */
export const filebeat = new Component({
  name: "filebeat",
  namespace: namespaces.filebeat,
  ports: { stats: 5066, metrics: 9479 },
  metrics: { port: "metrics", path: "/metrics" },
});
