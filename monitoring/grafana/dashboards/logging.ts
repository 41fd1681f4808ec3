import { elasticsearchExporter, logstash } from "../../../contracts/components";
import { loggingThresholds } from "../../rules/logging-alerts";
import { ownContainers } from "../../rules/selectors";
import { thresholds } from "../../rules/thresholds";
import type { DashboardProps } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { rate, stat, timeseries } from "../panels";

const where = 'namespace=~"logging|filebeat"';
const store = `service="${elasticsearchExporter.name}"`;
const pipelines = `service="${logstash.name}"`;

/** Do log lines arrive, and can they be searched? */
export const logging: DashboardProps = {
  uid: dashboardUids.logging,
  title: "Logging pipeline",
  description: "For missing logs: do lines flow through Logstash, and does Elasticsearch take them?",
  tags: ["fingerprint", "logging"],
  rows: [
    {
      panels: [
        stat({
          title: "Elasticsearch health",
          description: "2 is green, 1 is yellow: a copy is missing, 0 is red: lines are missing.",
          unit: "none",
          width: 6,
          alert: "ElasticsearchClusterRed",
          bounds: { critical: 1, warning: 2, lowIsBad: true },
          queries: [
            {
              expr: `max(elasticsearch_cluster_health_status{${store},color="green"}) * 2 + max(elasticsearch_cluster_health_status{${store},color="yellow"})`,
              legend: "health",
            },
          ],
        }),
        stat({
          title: "Lines per second",
          description: "That Logstash hands on, in all pipelines together. Zero means that no logs arrive.",
          unit: "ops",
          width: 6,
          alert: "NoLogsArriving",
          queries: [
            { expr: `sum(${rate(`logstash_stats_pipeline_events_out{${pipelines}}`)})`, legend: "lines" },
          ],
        }),
        stat({
          title: "Fullest queue",
          description: "Share of Logstash's queue on disk. When it is full, Filebeat waits.",
          unit: "percentunit",
          width: 6,
          alert: "LogstashQueueFilling",
          bounds: { critical: loggingThresholds.queueRatio },
          queries: [
            {
              expr: `max(logstash_stats_pipeline_queue_events_queue_size{${pipelines}} / (logstash_stats_pipeline_queue_max_size_in_bytes{${pipelines}} > 0))`,
              legend: "queue",
            },
          ],
        }),
        stat({
          title: "Containers not ready",
          description: "Of Elasticsearch, Logstash, Kibana and Filebeat.",
          unit: "none",
          width: 6,
          bounds: { critical: 1 },
          queries: [
            {
              expr: `sum(1 - max by (namespace, pod, container) (kube_pod_container_status_ready{${where}}))`,
              legend: "containers",
            },
          ],
        }),
      ],
    },
    {
      title: "Logstash",
      panels: [
        timeseries({
          title: "Lines in and out",
          description: "A second, by pipeline. A gap between the two curves fills the queue.",
          unit: "ops",
          queries: [
            {
              expr: `sum by (pipeline) (${rate(`logstash_stats_pipeline_events_in{${pipelines}}`)})`,
              legend: "{{pipeline}} in",
            },
            {
              expr: `sum by (pipeline) (${rate(`logstash_stats_pipeline_events_out{${pipelines}}`)})`,
              legend: "{{pipeline}} out",
            },
          ],
        }),
        timeseries({
          title: "Queue on disk",
          description: "Bytes of lines that wait for Elasticsearch. They survive a restart.",
          unit: "bytes",
          alert: "LogstashQueueFilling",
          queries: [
            {
              expr: `max by (pod, pipeline) (logstash_stats_pipeline_queue_events_queue_size{${pipelines}})`,
              legend: "{{pod}} {{pipeline}}",
            },
          ],
        }),
        timeseries({
          title: "Dead letters",
          description: "Bytes of documents that Elasticsearch refused. Normal is a flat line.",
          unit: "bytes",
          alert: "LogstashDeadLettersGrowing",
          queries: [
            {
              expr: `max by (pod, pipeline) (logstash_stats_pipeline_dead_letter_queue_size_in_bytes{${pipelines}})`,
              legend: "{{pod}} {{pipeline}}",
            },
          ],
        }),
      ],
    },
    {
      title: "Elasticsearch",
      panels: [
        timeseries({
          title: "Documents stored",
          description: "A second, by node.",
          unit: "ops",
          queries: [
            {
              expr: `sum by (name) (${rate(`elasticsearch_indices_indexing_index_total{${store}}`)})`,
              legend: "{{name}}",
            },
          ],
        }),
        timeseries({
          title: "Disk by node",
          description:
            "Share that is used. At 85 % a node takes no more shards, at 95 % it takes no more lines.",
          unit: "percentunit",
          max: 1,
          alert: "ElasticsearchDiskLow",
          bounds: { warning: loggingThresholds.diskLow, critical: loggingThresholds.diskFlood },
          queries: [
            {
              expr: `1 - max by (name) (elasticsearch_filesystem_data_available_bytes{${store}}) / max by (name) (elasticsearch_filesystem_data_size_bytes{${store}})`,
              legend: "{{name}}",
            },
          ],
        }),
        timeseries({
          title: "Heap by node",
          description: "Share that is used. A saw-tooth is normal; a high plateau comes before failure.",
          unit: "percentunit",
          max: 1,
          alert: "ElasticsearchHeapHigh",
          bounds: { critical: loggingThresholds.heapRatio },
          queries: [
            {
              expr: `max by (name) (elasticsearch_jvm_memory_used_bytes{${store},area="heap"}) / max by (name) (elasticsearch_jvm_memory_max_bytes{${store},area="heap"})`,
              legend: "{{name}}",
            },
          ],
        }),
      ],
    },
    {
      title: "Pods and volumes",
      panels: [
        timeseries({
          title: "Memory by pod",
          description: "Share of the limit. Elasticsearch and Logstash are killed at 100 %.",
          unit: "percentunit",
          width: 12,
          alert: "HighMemoryUsage",
          bounds: { critical: thresholds.memoryRatio },
          queries: [
            {
              expr: `sum by (pod) (container_memory_working_set_bytes{${ownContainers("logging|filebeat")}}) / sum by (pod) (max by (pod, container) (kube_pod_container_resource_limits{${where},resource="memory"}))`,
              legend: "{{pod}}",
            },
          ],
        }),
        timeseries({
          title: "Volumes of the log store",
          description: "Share of capacity.",
          unit: "percentunit",
          width: 12,
          max: 1,
          alert: "PersistentVolumeUsage",
          bounds: { critical: thresholds.volumeRatio },
          queries: [
            {
              expr: `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${where}} / kubelet_volume_stats_capacity_bytes{${where}})`,
              legend: "{{persistentvolumeclaim}}",
            },
          ],
        }),
      ],
    },
  ],
};
