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

const { logging } = namespaces;

export const fingerprintApi = new Component(
  "fingerprint-api",
  namespaces.api,
  { http: { number: 8000, service: 80 } },
  { port: "http", path: apiPaths.metrics },
);

/** Scrapes, stores and evaluates. The sidecar's ports are used only where it runs. */
export const prometheus = new Component("prometheus", namespaces.prometheus, {
  http: 9090,
  "thanos-grpc": 10901,
  "thanos-http": 10902,
});

/** Answers for all replicas of Prometheus, where their sidecars run. */
export const thanosQuery = new Component(
  "thanos-query",
  namespaces.prometheus,
  { http: 10902 },
  { port: "http" },
);

/** Groups alerts and notifies people. */
export const alertmanager = new Component(
  "alertmanager",
  namespaces.prometheus,
  { http: 9093, "cluster-tcp": 9094, "cluster-udp": { number: 9094, protocol: "UDP" } },
  { port: "http" },
);

/** Tells the state of Kubernetes objects as metrics. */
export const kubeStateMetrics = new Component("kube-state-metrics", namespaces.prometheus, {
  http: 8080,
  telemetry: 8081,
});

/** Probes the public URL from inside the cluster. */
export const blackboxExporter = new Component("blackbox-exporter", namespaces.prometheus, { http: 9115 });

/** Serves custom metrics to the autoscaler. */
export const prometheusAdapter = new Component("prometheus-adapter", namespaces.prometheus, {
  https: { number: 6443, service: 443 },
});

/** Tells CPU, memory and disks of the nodes as metrics. */
export const nodeExporter = new Component("node-exporter", namespaces.nodeExporter, { http: 9100 });

/** Shows dashboards. */
export const grafana = new Component("grafana", namespaces.grafana, { http: 3000 }, { port: "http" });

/** Elasticsearch. `readiness` is open while the node has a known master. */
export const elasticsearch = new Component("elasticsearch", logging, {
  http: 9200,
  transport: 9300,
  readiness: 8080,
});

/** Brings templates, policies, roles and users into Elasticsearch. */
export const elasticsearchBootstrap = new Component("elasticsearch-bootstrap", logging, {});

/** Elasticsearch's statistics as metrics. */
export const elasticsearchExporter = new Component(
  "elasticsearch-exporter",
  logging,
  { metrics: 9114 },
  { port: "metrics", path: "/metrics" },
);

/** Logstash. `api` is its own statistics; `metrics` the same for Prometheus, from the exporter beside it. */
export const logstash = new Component(
  "logstash",
  logging,
  { beats: 5044, api: 9600, metrics: 9198 },
  { port: "metrics", path: "/metrics" },
);

/** Where people search. */
export const kibana = new Component("kibana", logging, { http: 5601 });

/** Brings data views, searches and the dashboard into Kibana. */
export const kibanaBootstrap = new Component("kibana-bootstrap", logging, {});

/**
 * Filebeat, on every node, in a namespace of its own: it mounts folders of the host, which no other namespace may.
 * `stats` is its own statistics; `metrics` the same for Prometheus, from the exporter beside it.
 */
export const filebeat = new Component(
  "filebeat",
  namespaces.filebeat,
  { stats: 5066, metrics: 9479 },
  { port: "metrics", path: "/metrics" },
);

/** Who talks to which ports of whom inside the cluster. */
export interface Connection {
  readonly from: readonly Component[];
  readonly to: Component;
  /** Names of ports of `to`. */
  readonly ports: readonly [string, ...string[]];
}

/**
 * Some components may talk to ports of another. A port that it does not have does not compile.
 *
 * @public a test tries the mistake
 */
export function connection<Port extends string>(
  from: readonly Component[],
  to: Component<Port>,
  ...ports: readonly [NoInfer<Port>, ...NoInfer<Port>[]]
): Connection {
  return { from, to, ports };
}

/**
 * Every connection between components of this program. Both ends' NetworkPolicies come from here, so neither can
 * forget the other. What leads into or out of the program stands at the component.
 */
export const connections: readonly Connection[] = [
  connection([prometheus, grafana, prometheusAdapter], prometheus, "http"),
  connection([thanosQuery], prometheus, "thanos-grpc"),
  connection([prometheus, grafana], thanosQuery, "http"),
  connection([prometheus], kubeStateMetrics, "http"),
  connection([prometheus], blackboxExporter, "http"),
  connection([prometheus, fingerprintApi], fingerprintApi, "http"),
  connection([prometheus, grafana], alertmanager, "http"),
  connection([prometheus], grafana, "http"),
  connection([prometheus], elasticsearchExporter, "metrics"),
  connection([filebeat], logstash, "beats"),
  connection([prometheus], filebeat, "metrics"),
  connection([prometheus], logstash, "metrics"),
  connection([alertmanager], alertmanager, "cluster-tcp", "cluster-udp"),
  connection([elasticsearch], elasticsearch, "transport"),
  connection([logstash, kibana, elasticsearchBootstrap, elasticsearchExporter], elasticsearch, "http"),
  connection([kibanaBootstrap], kibana, "http"),
];
