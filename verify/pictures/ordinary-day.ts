import {
  elasticsearch,
  fingerprintApi,
  logstash,
  prometheus,
  alertmanager,
} from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { apiMetrics } from "../../contracts/metrics";
import { type Series, between, counter, flat, gauge, histogram, swing } from "./course";

const GiB = 2 ** 30;
const MiB = 2 ** 20;

/** From when to when something was wrong, in minutes: a model that answers slowly, and fails. */
const incident = [240, 270] as const;

const nodes = ["node-a", "node-b", "node-c"];
const apiPods = [0, 1, 2, 3, 4].map((n) => `fingerprint-api-7d9c5b6f4-${"bdfhk".charAt(n)}x${String(n)}z`);

function ofTheApi(pod: string, n: number): Series[] {
  const target = {
    job: jobs.api,
    namespace: fingerprintApi.namespace,
    service: fingerprintApi.name,
    pod,
    instance: pod,
  };
  const busy = swing(60, 0.35, n / 40);
  const median = (normal: number) => between(...incident, normal * 9, normal);
  const stage = (
    metric: { readonly name: string; readonly buckets?: readonly number[] },
    labels: object,
    seconds: number,
  ) => histogram(metric.name, { ...target, ...labels }, metric.buckets ?? [], busy, median(seconds));
  return [
    ...Object.entries({ "/api/v1/fingerprint": 0.7, "/api/v1/compare": 0.3 }).flatMap(([endpoint, share]) => [
      counter(
        apiMetrics.requests.name,
        { ...target, endpoint, method: "POST", status: "200" },
        (m) => busy(m) * share,
      ),
      counter(
        apiMetrics.requests.name,
        { ...target, endpoint, method: "POST", status: "500" },
        (m) => busy(m) * share * between(...incident, 0.07, 0.0004)(m),
      ),
      ...histogram(
        apiMetrics.requestDuration.name,
        { ...target, endpoint },
        apiMetrics.requestDuration.buckets ?? [],
        (m) => busy(m) * share,
        median(0.04),
      ),
    ]),
    ...["family", "version"].flatMap((level, i) => [
      ...stage(apiMetrics.inferenceDuration, { level }, 0.02 + i * 0.015),
      gauge(apiMetrics.modelAccuracy.name, { ...target, level }, swing(0.96 - i * 0.05, 0.004, n / 5)),
    ]),
    ...stage(apiMetrics.featureExtractionDuration, {}, 0.008),
    ...stage(apiMetrics.queueLatency, {}, 0.05),
    ...["features", "results"].flatMap((cache_type, i) => [
      counter(apiMetrics.cacheHits.name, { ...target, cache_type }, swing(40 - i * 15, 0.3, n / 30)),
      counter(apiMetrics.cacheMisses.name, { ...target, cache_type }, swing(10 + i * 10, 0.1, n / 9)),
    ]),
    gauge(apiMetrics.modelsLoaded.name, { ...target, model: "family" }, flat(1)),
    gauge("up", target, flat(1)),
    gauge("scrape_duration_seconds", target, swing(0.02, 0.3, n / 7)),
  ];
}

/** Containers: namespace, pod, container, cores and MiB that they use, cores and MiB that they may. */
const containers: readonly (readonly [string, string, string, number, number, number, number])[] = [
  ...apiPods.map((pod) => ["fingerprint", pod, "fingerprint-api", 0.9, 1100, 2, 2048] as const),
  ...[0, 1].map((n) => ["prometheus", `prometheus-${String(n)}`, "prometheus", 0.35, 1200, 1, 2048] as const),
  ["prometheus", "alertmanager-0", "alertmanager", 0.02, 60, 0.2, 256],
  ["grafana", "grafana-5c8d7f9b6-x2x4z", "grafana", 0.05, 240, 1, 1024],
  ...[0, 1, 2].map(
    (n) => ["logging", `elasticsearch-${String(n)}`, "elasticsearch", 0.8, 3100, 2, 4096] as const,
  ),
  ...[0, 1].map((n) => ["logging", `logstash-${String(n)}`, "logstash", 0.4, 1300, 1, 2048] as const),
  ["filebeat", "filebeat-8h2kd", "filebeat", 0.06, 90, 0.25, 256],
];

const ofContainers = containers.flatMap(([namespace, pod, container, cores, used, coreLimit, limit], n) => {
  const labels = { namespace, pod, container };
  const image = { ...labels, image: container };
  return [
    counter("container_cpu_usage_seconds_total", image, swing(cores, 0.3, n / 60)),
    gauge("container_memory_working_set_bytes", image, swing(used * MiB, 0.05, n / 11)),
    counter("container_cpu_cfs_periods_total", labels, flat(10)),
    counter("container_cpu_cfs_throttled_periods_total", labels, swing(cores / coreLimit, 0.5, n / 13)),
    gauge("kube_pod_container_resource_limits", { ...labels, resource: "cpu" }, flat(coreLimit)),
    gauge("kube_pod_container_resource_limits", { ...labels, resource: "memory" }, flat(limit * MiB)),
    gauge("kube_pod_container_resource_requests", { ...labels, resource: "cpu" }, flat(coreLimit * 0.6)),
    gauge("kube_pod_container_status_ready", labels, flat(1)),
    counter("kube_pod_container_status_restarts_total", labels, flat(0)),
    gauge("kube_pod_status_phase", { namespace, pod, phase: "Pending" }, flat(0)),
  ];
});

const volumes = [
  ["prometheus", "data-prometheus-0", 50, 31],
  ["prometheus", "data-prometheus-1", 50, 30],
  ["logging", "data-elasticsearch-0", 200, 120],
  ["logging", "data-elasticsearch-1", 200, 128],
  ["logging", "data-elasticsearch-2", 200, 111],
] as const;

const ofTheCluster: Series[] = [
  ...nodes.map((node) =>
    gauge("kube_node_status_condition", { node, condition: "Ready", status: "false" }, flat(0)),
  ),
  ...volumes.flatMap(([namespace, persistentvolumeclaim, size, used]) => [
    gauge("kubelet_volume_stats_capacity_bytes", { namespace, persistentvolumeclaim }, flat(size * GiB)),
    gauge(
      "kubelet_volume_stats_used_bytes",
      { namespace, persistentvolumeclaim },
      (m) => (used + m / 200) * GiB,
    ),
  ]),
  ...Object.entries({ current_replicas: 0, desired_replicas: 3 }).map(([name, earlier]) =>
    gauge(
      `kube_horizontalpodautoscaler_status_${name}`,
      { namespace: "fingerprint", horizontalpodautoscaler: "fingerprint-api-hpa" },
      between(250 - earlier, 330 - earlier, 8, 5),
    ),
  ),
  ...Object.entries({ max: 20, min: 5 }).map(([bound, pods]) =>
    gauge(
      `kube_horizontalpodautoscaler_spec_${bound}_replicas`,
      { namespace: "fingerprint", horizontalpodautoscaler: "fingerprint-api-hpa" },
      flat(pods),
    ),
  ),
  ...Object.entries({ "200": 40, "201": 3, "404": 0.8 }).map(([code, rate], n) =>
    counter("apiserver_request_total", { job: jobs.apiserver, code }, swing(rate, 0.2, n / 5)),
  ),
];

const ofNodes = nodes.flatMap((node, n): Series[] => [
  ...[0, 1, 2, 3].map((cpu) =>
    counter(
      "node_cpu_seconds_total",
      { node, cpu: String(cpu), mode: "idle" },
      swing(0.55 + n / 20, 0.25, n / 8),
    ),
  ),
  gauge("node_memory_MemTotal_bytes", { node }, flat(32 * GiB)),
  gauge("node_memory_MemAvailable_bytes", { node }, swing((13 + n) * GiB, 0.08, n / 6)),
  gauge("node_load5", { node }, swing(1.8, 0.4, n / 8)),
  gauge("node_filesystem_size_bytes", { node, fstype: "ext4", mountpoint: "/" }, flat(100 * GiB)),
  gauge(
    "node_filesystem_avail_bytes",
    { node, fstype: "ext4", mountpoint: "/" },
    (m) => (48 - n * 4 - m / 300) * GiB,
  ),
  counter("node_disk_io_time_seconds_total", { node, device: "sda" }, swing(0.12, 0.5, n / 5)),
  counter("node_disk_read_bytes_total", { node, device: "sda" }, swing(2 * MiB, 0.5, n / 5)),
  counter("node_disk_written_bytes_total", { node, device: "sda" }, swing(9 * MiB, 0.3, n / 7)),
  ...["receive", "transmit"].flatMap((direction, i) => [
    counter(
      `node_network_${direction}_bytes_total`,
      { node, device: "eth0" },
      swing((6 - i) * MiB, 0.3, n / 9),
    ),
    counter(`node_network_${direction}_errs_total`, { node, device: "eth0" }, flat(0)),
  ]),
]);

const probe = { job: jobs.probe, namespace: fingerprintApi.namespace, service: fingerprintApi.name };
const target = `https://fingerprint-api.example.com/api/v1/models/status`;
const ofTheProbe: Series[] = [
  gauge("probe_success", { ...probe, target }, between(250, 252, 0, 1)),
  ...Object.entries({ resolve: 2, connect: 4, tls: 18, processing: 30, transfer: 1 }).map(([phase, ms], n) =>
    gauge("probe_http_duration_seconds", { ...probe, target, phase }, swing(ms / 1000, 0.2, n / 5)),
  ),
  // The end of the history is 6 hours and 20 days away from it.
  gauge("probe_ssl_earliest_cert_expiry", { ...probe, target }, flat(1_767_225_600 + 47 * 86_400)),
];

const ofTheMonitoring: Series[] = [
  ...Object.values(jobs)
    .filter((job) => job !== jobs.api)
    .flatMap((job, n) => [
      gauge("up", { job, instance: `${job}:1` }, flat(1)),
      gauge("scrape_duration_seconds", { job, instance: `${job}:1` }, swing(0.03 + n / 100, 0.3, n / 9)),
    ]),
  gauge(
    "ALERTS",
    { alertname: "Watchdog", alertstate: "firing", severity: "none", service: prometheus.name },
    flat(1),
  ),
  gauge(
    "ALERTS",
    { alertname: "HighErrorRate", alertstate: "firing", severity: "warning", service: fingerprintApi.name },
    between(incident[0] + 6, incident[1] + 4, 1, Number.NaN),
  ),
  ...[0, 1].flatMap((n): Series[] => {
    const pod = { job: jobs.prometheus, service: prometheus.name, pod: `prometheus-${String(n)}` };
    return [
      gauge("prometheus_tsdb_head_series", pod, swing(182_000, 0.02, n / 7)),
      gauge(
        "prometheus_rule_group_last_duration_seconds",
        { ...pod, rule_group: "pods" },
        swing(0.05, 0.4, n / 3),
      ),
      counter("prometheus_rule_evaluation_failures_total", { ...pod, rule_group: "pods" }, flat(0)),
      gauge("prometheus_tsdb_storage_blocks_bytes", pod, (m) => (28 + m / 400) * GiB),
      gauge("prometheus_tsdb_wal_storage_size_bytes", pod, swing(1.2 * GiB, 0.3, n / 5)),
      counter("prometheus_notifications_sent_total", pod, between(...incident, 0.3, 0.05)),
      counter("prometheus_notifications_errors_total", pod, flat(0)),
    ];
  }),
  ...[0, 1, 2].flatMap((n): Series[] => {
    const pod = { service: alertmanager.name, pod: `alertmanager-${String(n)}` };
    return [
      gauge("alertmanager_cluster_members", pod, flat(3)),
      ...["email", "slack", "pagerduty", "webhook"].flatMap((integration, i) => [
        counter(
          "alertmanager_notifications_total",
          { ...pod, integration },
          between(...incident, 0.02 * (4 - i), 0.002),
        ),
        counter("alertmanager_notifications_failed_total", { ...pod, integration }, flat(0)),
      ]),
    ];
  }),
];

const ofTheLogs: Series[] = [
  ...["green", "yellow", "red"].map((color) =>
    gauge(
      "elasticsearch_cluster_health_status",
      { service: "elasticsearch-exporter", color },
      flat(color === "green" ? 1 : 0),
    ),
  ),
  ...[0, 1].flatMap((n): Series[] => {
    const pipeline = { service: logstash.name, pod: `logstash-${String(n)}`, pipeline: "main" };
    return [
      counter("logstash_stats_pipeline_events_in", pipeline, swing(150, 0.3, n / 20)),
      counter("logstash_stats_pipeline_events_out", pipeline, swing(150, 0.3, n / 20)),
      gauge(
        "logstash_stats_pipeline_queue_events_queue_size",
        pipeline,
        between(...incident, 260 * MiB, 12 * MiB),
      ),
      gauge("logstash_stats_pipeline_queue_max_size_in_bytes", pipeline, flat(GiB)),
      gauge("logstash_stats_pipeline_dead_letter_queue_size_in_bytes", pipeline, flat(1)),
    ];
  }),
  ...[0, 1, 2].flatMap((n): Series[] => {
    const name = { service: "elasticsearch-exporter", name: `${elasticsearch.name}-${String(n)}` };
    return [
      counter("elasticsearch_indices_indexing_index_total", name, swing(100, 0.3, n / 20)),
      gauge("elasticsearch_filesystem_data_size_bytes", name, flat(200 * GiB)),
      gauge("elasticsearch_filesystem_data_available_bytes", name, (m) => (80 + n * 5 - m / 200) * GiB),
      gauge("elasticsearch_jvm_memory_max_bytes", { ...name, area: "heap" }, flat(2 * GiB)),
      gauge("elasticsearch_jvm_memory_used_bytes", { ...name, area: "heap" }, swing(1.1 * GiB, 0.3, n / 3)),
    ];
  }),
];

/** Everything that dashboards ask for, on an ordinary day with half an hour of trouble. */
export const ordinaryDay: readonly Series[] = [
  ...apiPods.flatMap(ofTheApi),
  ...ofContainers,
  ...ofTheCluster,
  ...ofNodes,
  ...ofTheProbe,
  ...ofTheMonitoring,
  ...ofTheLogs,
];
