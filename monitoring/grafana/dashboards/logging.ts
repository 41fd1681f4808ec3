import { ownContainers } from "../../rules/selectors";
import { thresholds } from "../../rules/thresholds";
import type { DashboardProps } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { stat, timeseries } from "../panels";

const where = 'namespace=~"logging|filebeat"';

/** Do log lines arrive? */
export const logging: DashboardProps = {
  uid: dashboardUids.logging,
  title: "Logging pipeline",
  description: "For missing logs: are Filebeat, Logstash and Elasticsearch running, and is there room?",
  tags: ["fingerprint", "logging"],
  rows: [
    {
      title: "Pods",
      panels: [
        stat({
          title: "Containers not ready",
          description: "Of Elasticsearch, Logstash, Kibana and Filebeat.",
          unit: "none",
          width: 8,
          height: 8,
          bounds: { critical: 1 },
          queries: [
            {
              expr: `sum(1 - max by (namespace, pod, container) (kube_pod_container_status_ready{${where}}))`,
              legend: "containers",
            },
          ],
        }),
        timeseries({
          title: "Memory by pod",
          description: "Share of the limit. Elasticsearch and Logstash are killed at 100 %.",
          unit: "percentunit",
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
          description: "Share of capacity. Elasticsearch stops to accept lines at 95 %.",
          unit: "percentunit",
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
