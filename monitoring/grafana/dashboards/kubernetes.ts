import { jobs } from "../../../contracts/jobs";
import { ownContainers, ownNamespaces } from "../../rules/selectors";
import type { Thresholds } from "../../rules/threshold-props";
import type { DashboardProps } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { rate, stat, timeseries } from "../panels";

const own = `namespace=~"${ownNamespaces}"`;
const hpa = 'horizontalpodautoscaler="fingerprint-api-hpa"';

/** Is the cluster well, and are this project's pods, volumes and autoscaler? */
export const kubernetes = (thresholds: Thresholds): DashboardProps => ({
  uid: dashboardUids.kubernetes,
  title: "Kubernetes cluster",
  description: "For trouble below the API: nodes, pods, volumes, the autoscaler and the API server.",
  tags: ["fingerprint", "platform"],
  top: [
    stat({
      title: "Nodes not ready",
      description: "Nodes that take no pods. Normal is 0.",
      bounds: { critical: 1 },
      queries: { nodes: 'sum(max by (node) (kube_node_status_condition{condition="Ready",status!="true"}))' },
    }),
    stat({
      title: "Pods not running",
      description: "Of this project's namespaces: pending, failed or unknown.",
      bounds: { warning: 1 },
      queries: {
        pods: `sum(max by (namespace, pod, phase) (kube_pod_status_phase{${own},phase=~"Pending|Failed|Unknown"}))`,
      },
    }),
    stat({
      title: "Restarts in an hour",
      description: "Of all containers of this project.",
      alert: "PodCrashLooping",
      bounds: { warning: 1, critical: thresholds.restartsPerHour + 1 },
      queries: {
        restarts: `sum(max by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{${own}}[1h])))`,
      },
    }),
    stat({
      title: "Fullest volume",
      description: "Share of its capacity.",
      unit: "percentunit",
      alert: "PersistentVolumeUsage",
      bounds: { critical: thresholds.volumeRatio },
      queries: {
        volume: `max(kubelet_volume_stats_used_bytes{${own}} / kubelet_volume_stats_capacity_bytes{${own}})`,
      },
    }),
  ],
  rows: {
    "Autoscaling of the API": [
      timeseries({
        title: "API replicas",
        description:
          "Running, wanted, and the bounds. Lying on the upper bound means that load may not be answered.",
        width: 12,
        alert: "HPAAtMaximum",
        queries: {
          running: `max(kube_horizontalpodautoscaler_status_current_replicas{${hpa}})`,
          wanted: `max(kube_horizontalpodautoscaler_status_desired_replicas{${hpa}})`,
          maximum: `max(kube_horizontalpodautoscaler_spec_max_replicas{${hpa}})`,
          minimum: `max(kube_horizontalpodautoscaler_spec_min_replicas{${hpa}})`,
        },
      }),
      timeseries({
        title: "API utilisation",
        description:
          "Mean over the pods, of the CPU request and the memory limit. The autoscaler keeps the first near its target.",
        unit: "percentunit",
        width: 12,
        queries: {
          "CPU of request": "max(fingerprint:pod_cpu_utilization:avg)",
          "memory of limit": "max(fingerprint:pod_memory_utilization:avg)",
        },
      }),
    ],
    "Pods and volumes": [
      timeseries({
        title: "CPU by namespace",
        description: "Cores in use.",
        unit: "short",
        queries: {
          "{{namespace}}": `sum by (namespace) (${rate(`container_cpu_usage_seconds_total{${ownContainers(ownNamespaces)}}`)})`,
        },
      }),
      timeseries({
        title: "Memory by namespace",
        description: "Working set: what the kernel can't take back.",
        unit: "bytes",
        queries: {
          "{{namespace}}": `sum by (namespace) (container_memory_working_set_bytes{${ownContainers(ownNamespaces)}})`,
        },
      }),
      timeseries({
        title: "CPU throttling by pod",
        description: "Share of periods in which the container was held back by its limit.",
        unit: "percentunit",
        alert: "HighCPUUsage",
        queries: {
          "{{namespace}}/{{pod}}": `sum by (namespace, pod) (${rate(`container_cpu_cfs_throttled_periods_total{${own},container!=""}`)}) / sum by (namespace, pod) (${rate(`container_cpu_cfs_periods_total{${own},container!=""}`)})`,
        },
      }),
      timeseries({
        title: "Volumes",
        description: "Share of capacity in use.",
        unit: "percentunit",
        width: 12,
        max: 1,
        alert: "PersistentVolumeUsage",
        bounds: { critical: thresholds.volumeRatio },
        queries: {
          "{{namespace}}/{{persistentvolumeclaim}}": `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${own}} / kubelet_volume_stats_capacity_bytes{${own}})`,
        },
      }),
      timeseries({
        title: "API server",
        description:
          "Requests a second by status class. Many 5xx hold up every deployment and the autoscaler.",
        unit: "reqps",
        width: 12,
        queries: {
          "{{code}}": `sum by (code) (${rate(`apiserver_request_total{job="${jobs.apiserver}"}`)})`,
        },
      }),
    ],
  },
});
