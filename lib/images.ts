/**
 * Every image but the API's own, pinned. Raise a version here and nowhere else.
 *
 * Listed by area: the API's own image is a prop of the environment.
 */
export const images = {
  // Logging: the stack's four are raised together
  beatExporter: "docker.io/trustpilot/beat-exporter:0.4.0",
  elasticsearch: "docker.elastic.co/elasticsearch/elasticsearch:8.19.21",
  elasticsearchExporter: "quay.io/prometheuscommunity/elasticsearch-exporter:v1.9.0",
  filebeat: "docker.elastic.co/beats/filebeat:8.19.21",
  kibana: "docker.elastic.co/kibana/kibana:8.19.21",
  logstash: "docker.elastic.co/logstash/logstash:8.19.21",
  logstashExporter: "docker.io/kuskoman/logstash-exporter:v1.9.1",

  // Monitoring
  alertmanager: "quay.io/prometheus/alertmanager:v0.34.2",
  blackboxExporter: "quay.io/prometheus/blackbox-exporter:v0.28.0",
  grafana: "docker.io/grafana/grafana:13.2.3",
  kubeStateMetrics: "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0",
  nodeExporter: "quay.io/prometheus/node-exporter:v1.12.1",
  prometheus: "quay.io/prometheus/prometheus:v3.16.0",
  prometheusAdapter: "registry.k8s.io/prometheus-adapter/prometheus-adapter:v0.12.0",
  thanos: "quay.io/thanos/thanos:v0.42.5",
} as const satisfies Readonly<Record<string, `${string}:${string}`>>;
