import { elasticsearchExporter, logstash } from "../../contracts/components";
import { indexNames, pipelineIds } from "../../contracts/log-names";
import { dashboardUids } from "../grafana/dashboard-uids";
import type { AlertGroup, AlertRule } from "./rule-types";
import { type Thresholds, percent } from "./threshold-props";

/** Share of a node's disk that is used when Elasticsearch gives it no more shards: its own default, and no choice of ours. */
export const diskWatermark = 0.85;

const { namespace } = elasticsearchExporter;
const exporter = `namespace="${namespace}",service="${elasticsearchExporter.name}"`;
const logstashPods = `namespace="${logstash.namespace}",service="${logstash.name}"`;
const labels = "namespace, service";

/** The alerts' service is the stack and not the exporter: Elasticsearch's troubles are what silences what follows from them. */
const store = {
  service: "elasticsearch",
  component: "elasticsearch",
  dashboard: dashboardUids.logging,
} as const;
const shipping = { service: "logstash", component: "logstash", dashboard: dashboardUids.logging } as const;
const withNamespace = { labels: { namespace } } as const;

const usedDisk = `1 - max by (namespace, name) (elasticsearch_filesystem_data_available_bytes{${exporter}}) / max by (namespace, name) (elasticsearch_filesystem_data_size_bytes{${exporter}})`;

/** Documents of each day's refused lines, from whichever pod of the exporter tells them. */
const refused = `elasticsearch_indices_docs_primary{${exporter},index=~"${indexNames.deadLetters}-.+"}`;
const byIndex = `by (${labels}, index)`;

const elasticsearchAlerts = (bounds: Thresholds): readonly AlertRule[] => [
  {
    ...store,
    alert: "ElasticsearchClusterRed",
    severity: "critical",
    expr: `max by (${labels}) (elasticsearch_cluster_health_status{${exporter},color="red"}) == 1`,
    for: "2m",
    summary: "Elasticsearch is red: some log lines can't be searched or stored",
    description: "At least one shard has had no copy for 2 minutes. Lines wait in Logstash's queue.",
  },
  {
    ...store,
    alert: "ElasticsearchClusterYellow",
    severity: "warning",
    expr: `max by (${labels}) (elasticsearch_cluster_health_status{${exporter},color="yellow"}) == 1`,
    for: "15m",
    summary: "Elasticsearch is yellow: some shards have one copy only",
    description:
      "For 15 minutes a shard has lacked its second copy: the loss of one more node would lose lines.",
  },
  {
    ...store,
    alert: "ElasticsearchNotMeasured",
    severity: "warning",
    expr: `absent(elasticsearch_cluster_health_status{${exporter}})`,
    for: "5m",
    ...withNamespace,
    summary: "Nobody can tell how Elasticsearch is",
    description: "For 5 minutes the exporter has told nothing: it, or Elasticsearch, is down.",
  },
  {
    ...store,
    alert: "ElasticsearchDiskLow",
    severity: "warning",
    component: "storage",
    expr: `${usedDisk} > ${String(diskWatermark)}`,
    for: "5m",
    summary: "{{ $labels.name }} has used {{ $value | humanizePercentage }} of its disk",
    description: "The node gets no more shards, so tomorrow's index may find no place.",
  },
  {
    ...store,
    alert: "ElasticsearchDiskFull",
    severity: "critical",
    component: "storage",
    expr: `${usedDisk} > ${String(bounds.elasticsearchDiskRatio)}`,
    for: "2m",
    summary: "{{ $labels.name }} has used {{ $value | humanizePercentage }} of its disk and stops at 95 %",
    description:
      "At 95 % Elasticsearch makes every index on the node read-only, and no line is stored any more.",
  },
  {
    ...store,
    alert: "ElasticsearchHeapHigh",
    severity: "warning",
    expr:
      `max by (namespace, name) (elasticsearch_jvm_memory_used_bytes{${exporter},area="heap"})` +
      ` / max by (namespace, name) (elasticsearch_jvm_memory_max_bytes{${exporter},area="heap"}) > ${String(bounds.elasticsearchHeapRatio)}`,
    for: "15m",
    summary: "{{ $labels.name }} uses {{ $value | humanizePercentage }} of its heap",
    description: `For 15 minutes collections have not freed the heap below ${percent(bounds.elasticsearchHeapRatio)}: requests will be refused, then the node falls out.`,
  },
  {
    ...store,
    alert: "ElasticsearchSnapshotFailed",
    severity: "warning",
    component: "backup",
    expr: `sum by (${labels}) (increase(elasticsearch_slm_stats_snapshots_failed_total{${exporter},policy="${indexNames.snapshotPolicy}"}[1d])) > 0`,
    summary: "A snapshot of the logs failed",
    description:
      "Within the last day a snapshot failed: a lost volume would lose the lines since the one before.",
  },
  {
    ...store,
    alert: "ElasticsearchSnapshotTooOld",
    severity: "warning",
    component: "backup",
    expr: `time() - max by (${labels}) (elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds{${exporter},repository="${indexNames.snapshotRepository}"}) > ${String(bounds.snapshotHours * 3600)}`,
    for: "15m",
    summary: "The newest snapshot of the logs is {{ $value | humanizeDuration }} old",
    description: `No snapshot has been made for ${String(bounds.snapshotHours)} hours, whether it failed or was never begun: a lost volume would lose the lines since.`,
  },
  {
    ...store,
    alert: "ElasticsearchLifecycleStuck",
    severity: "warning",
    component: "storage",
    expr: `max by (${labels}, index) (elasticsearch_ilm_index_status{${exporter},step="ERROR"}) == 1`,
    for: "30m",
    summary: "The lifecycle of {{ $labels.index }} is stuck",
    description:
      "A step of the index's lifecycle has failed for 30 minutes: the index is not deleted by age, and the disk fills.",
  },
];

const logstashAlerts = (bounds: Thresholds): readonly AlertRule[] => [
  {
    ...shipping,
    alert: "NoLogsArriving",
    severity: "warning",
    expr:
      `sum by (${labels}) (increase(logstash_stats_pipeline_events_out{${logstashPods},pipeline="${pipelineIds.main}"}[10m])) == 0` +
      ` or sum by (${labels}) (absent_over_time(logstash_stats_pipeline_events_out{${logstashPods},pipeline="${pipelineIds.main}"}[10m])) == 1`,
    for: "1m",
    summary: "No log line has arrived for 10 minutes",
    description:
      "Not one line has left Logstash's main pipeline for 10 minutes: Filebeat, Logstash or what it writes to stands still.",
  },
  {
    ...shipping,
    alert: "LogstashPipelineDown",
    severity: "warning",
    expr: `min by (namespace, service, pod, pipeline) (logstash_stats_pipeline_up{${logstashPods}}) == 0`,
    for: "5m",
    summary: "Pipeline {{ $labels.pipeline }} of {{ $labels.pod }} does not run",
    description:
      "The pipeline has stopped or could not be loaded for 5 minutes; its lines wait in the queue.",
  },
  {
    ...shipping,
    alert: "LogstashQueueFilling",
    severity: "warning",
    expr:
      `max by (namespace, service, pod, pipeline) (logstash_stats_pipeline_queue_events_queue_size{${logstashPods}})` +
      ` / max by (namespace, service, pod, pipeline) (logstash_stats_pipeline_queue_max_size_in_bytes{${logstashPods}} > 0) > ${String(bounds.logstashQueueRatio)}`,
    for: "5m",
    summary: "Queue {{ $labels.pipeline }} of {{ $labels.pod }} is {{ $value | humanizePercentage }} full",
    description:
      "Lines come in faster than Elasticsearch takes them. When the queue is full Filebeat waits, and lines are late.",
  },
  {
    ...shipping,
    alert: "LogstashDeadLettersGrowing",
    severity: "warning",
    expr: `max by (namespace, service, pod, pipeline) (delta(logstash_stats_pipeline_dead_letter_queue_size_in_bytes{${logstashPods}}[15m])) > 0`,
    for: "5m",
    summary: "Elasticsearch refuses lines of pipeline {{ $labels.pipeline }}",
    description:
      "Documents have gone to the dead-letter queue within 15 minutes: their fields do not fit the log contract.",
  },
  {
    ...shipping,
    alert: "DeadLetterIndexGrowing",
    severity: "warning",
    expr: `sum by (${labels}) (max ${byIndex} (${refused}) - min ${byIndex} (min_over_time(${refused}[1h]))) > ${String(bounds.deadLettersPerHour)}`,
    for: "5m",
    summary: "{{ $value }} lines were refused within an hour, and can't be found by a search",
    description: `More than ${String(bounds.deadLettersPerHour)} documents within an hour have come to the index of refused lines: their fields do not fit the log contract.`,
  },
  {
    ...shipping,
    alert: "LogstashDeadLettersLost",
    severity: "critical",
    expr: `sum by (namespace, service, pod, pipeline) (increase(logstash_stats_pipeline_dead_letter_queue_dropped_events{${logstashPods}}[15m])) > 0`,
    summary: "{{ $labels.pod }} lost log lines: its dead-letter queue is full",
    description:
      "Refused documents were thrown away within 15 minutes, since the dead-letter queue had no room.",
  },
];

/** Alerts of Elasticsearch and Logstash. */
export const loggingAlerts = (thresholds: Thresholds): readonly AlertGroup[] => [
  { name: "elasticsearch", rules: elasticsearchAlerts(thresholds) },
  { name: "logstash", rules: logstashAlerts(thresholds) },
];
