import { elasticsearchExporter, logstash } from "../../../contracts/components";
import { ownContainers } from "../../rules/selectors";
import { type Thresholds, diskWatermark } from "../../rules/threshold-props";
import type { DashboardProps } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { rate, stat, timeseries } from "../panels";

const where = 'namespace=~"logging|filebeat"';
const store = `service="${elasticsearchExporter.name}"`;
const pipelines = `service="${logstash.name}"`;

/** Do log lines arrive, and can they be searched? */
export const logging = (thresholds: Thresholds): DashboardProps => ({
  uid: dashboardUids.logging,
  title: "Logging pipeline",
  description: "For missing logs: do lines flow through Logstash, and does Elasticsearch take them?",
  tags: ["fingerprint", "logging"],
  top: [
    stat({
      title: "Elasticsearch health",
      description: "2 is green, 1 is yellow: a copy is missing, 0 is red: lines are missing.",
      alert: "ElasticsearchClusterRed",
      bounds: { critical: 1, warning: 2, lowIsBad: true },
      queries: {
        health: `max(elasticsearch_cluster_health_status{${store},color="green"}) * 2 + max(elasticsearch_cluster_health_status{${store},color="yellow"})`,
      },
    }),
    stat({
      title: "Lines per second",
      description: "That Logstash hands on, in all pipelines together. Zero means that no logs arrive.",
      unit: "ops",
      alert: "NoLogsArriving",
      queries: { lines: `sum(${rate(`logstash_stats_pipeline_events_out{${pipelines}}`)})` },
    }),
    stat({
      title: "Fullest queue",
      description: "Share of Logstash's queue on disk. When it is full, Filebeat waits.",
      unit: "percentunit",
      alert: "LogstashQueueFilling",
      bounds: { critical: thresholds.logstashQueueRatio },
      queries: {
        queue: `max(logstash_stats_pipeline_queue_events_queue_size{${pipelines}} / (logstash_stats_pipeline_queue_max_size_in_bytes{${pipelines}} > 0))`,
      },
    }),
    stat({
      title: "Containers not ready",
      description: "Of Elasticsearch, Logstash, Kibana and Filebeat.",
      bounds: { critical: 1 },
      queries: {
        containers: `sum(1 - max by (namespace, pod, container) (kube_pod_container_status_ready{${where}}))`,
      },
    }),
  ],
  rows: {
    Logstash: [
      timeseries({
        title: "Lines in and out",
        description: "A second, by pipeline. A gap between the two curves fills the queue.",
        unit: "ops",
        queries: {
          "{{pipeline}} in": `sum by (pipeline) (${rate(`logstash_stats_pipeline_events_in{${pipelines}}`)})`,
          "{{pipeline}} out": `sum by (pipeline) (${rate(`logstash_stats_pipeline_events_out{${pipelines}}`)})`,
        },
      }),
      timeseries({
        title: "Queue on disk",
        description: "Bytes of lines that wait for Elasticsearch. They survive a restart.",
        unit: "bytes",
        alert: "LogstashQueueFilling",
        queries: {
          "{{pod}} {{pipeline}}": `max by (pod, pipeline) (logstash_stats_pipeline_queue_events_queue_size{${pipelines}})`,
        },
      }),
      timeseries({
        title: "Dead letters",
        description: "Bytes of documents that Elasticsearch refused. Normal is a flat line.",
        unit: "bytes",
        alert: "LogstashDeadLettersGrowing",
        queries: {
          "{{pod}} {{pipeline}}": `max by (pod, pipeline) (logstash_stats_pipeline_dead_letter_queue_size_in_bytes{${pipelines}})`,
        },
      }),
    ],
    Elasticsearch: [
      timeseries({
        title: "Documents stored",
        description: "A second, by node.",
        unit: "ops",
        queries: {
          "{{name}}": `sum by (name) (${rate(`elasticsearch_indices_indexing_index_total{${store}}`)})`,
        },
      }),
      timeseries({
        title: "Disk by node",
        description:
          "Share that is used. At 85 % a node takes no more shards, at 95 % it takes no more lines.",
        unit: "percentunit",
        max: 1,
        alert: "ElasticsearchDiskLow",
        bounds: { warning: diskWatermark, critical: thresholds.elasticsearchDiskRatio },
        queries: {
          "{{name}}": `1 - max by (name) (elasticsearch_filesystem_data_available_bytes{${store}}) / max by (name) (elasticsearch_filesystem_data_size_bytes{${store}})`,
        },
      }),
      timeseries({
        title: "Heap by node",
        description: "Share that is used. A saw-tooth is normal; a high plateau comes before failure.",
        unit: "percentunit",
        max: 1,
        alert: "ElasticsearchHeapHigh",
        bounds: { critical: thresholds.elasticsearchHeapRatio },
        queries: {
          "{{name}}": `max by (name) (elasticsearch_jvm_memory_used_bytes{${store},area="heap"}) / max by (name) (elasticsearch_jvm_memory_max_bytes{${store},area="heap"})`,
        },
      }),
    ],
    "Pods and volumes": [
      timeseries({
        title: "Memory by pod",
        description: "Share of the limit. Elasticsearch and Logstash are killed at 100 %.",
        unit: "percentunit",
        width: 12,
        alert: "HighMemoryUsage",
        bounds: { critical: thresholds.memoryRatio },
        queries: {
          "{{pod}}": `sum by (pod) (container_memory_working_set_bytes{${ownContainers("logging|filebeat")}}) / sum by (pod) (max by (pod, container) (kube_pod_container_resource_limits{${where},resource="memory"}))`,
        },
      }),
      timeseries({
        title: "Volumes of the log store",
        description: "Share of capacity.",
        unit: "percentunit",
        width: 12,
        max: 1,
        alert: "PersistentVolumeUsage",
        bounds: { critical: thresholds.volumeRatio },
        queries: {
          "{{persistentvolumeclaim}}": `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${where}} / kubelet_volume_stats_capacity_bytes{${where}})`,
        },
      }),
    ],
  },
});
