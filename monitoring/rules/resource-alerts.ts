import { dashboardUids } from "../grafana/dashboard-uids";
import { elasticsearch, fingerprintApi, prometheus } from "../../contracts/components";
import type { AlertGroup, AlertRule } from "./rule-types";
import { ownContainers, ownNamespaces, serviceOfNamespace } from "./selectors";
import { type Thresholds, percent, rounded } from "./threshold-props";

const pods = { service: serviceOfNamespace, component: "pods", dashboard: dashboardUids.kubernetes } as const;
const api = { service: fingerprintApi.name, component: "pods", dashboard: dashboardUids.overview } as const;

const own = `namespace=~"${ownNamespaces}"`;
const container = "namespace, pod, container";
/** They map their files into memory: the working set counts what the kernel may take back at any time, the resident set does not. */
const storageEngines = `${prometheus.name}|${elasticsearch.name}`;
const memory = (metric: string, selector: string) => `sum by (${container}) (${metric}{${selector}})`;
const usedMemory =
  memory(
    "container_memory_working_set_bytes",
    `${ownContainers(ownNamespaces)},container!~"${storageEngines}"`,
  ) +
  ` or ${memory("container_memory_rss", `${ownContainers(ownNamespaces)},container=~"${storageEngines}"`)}`;
/** A limit as kube-state-metrics reports it. Two of its replicas report it twice, so no sum. */
const limit = (resource: "cpu" | "memory") =>
  `max by (${container}) (kube_pod_container_resource_limits{namespace=~"${ownNamespaces}",resource="${resource}"})`;

const podCrashLooping = ({ restartsPerHour }: Thresholds): AlertRule => ({
  ...pods,
  alert: "PodCrashLooping",
  severity: "warning",
  expr:
    `max by (${container}) (increase(kube_pod_container_status_restarts_total{namespace=~"${ownNamespaces}"}[1h])) > ${String(restartsPerHour)}` +
    ` or max by (${container}) (kube_pod_container_status_waiting_reason{namespace=~"${ownNamespaces}",reason="CrashLoopBackOff"}) == 1`,
  // A single restart passes through CrashLoopBackOff for 10 s; a loop stays in it.
  for: "1m",
  summary: "{{ $labels.namespace }}/{{ $labels.pod }} restarts again and again",
  description: `Container {{ $labels.container }} restarted more than ${String(restartsPerHour)} times within an hour, or waits in CrashLoopBackOff.`,
});

const highCpuUsage = ({ cpuRatio }: Thresholds): AlertRule => ({
  ...pods,
  alert: "HighCPUUsage",
  severity: "warning",
  expr: `sum by (${container}) (rate(container_cpu_usage_seconds_total{${ownContainers(ownNamespaces)}}[5m])) / ${limit("cpu")} > ${String(cpuRatio)}`,
  for: "5m",
  summary:
    "{{ $labels.namespace }}/{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its CPU limit",
  description: `Container {{ $labels.container }} has used more than ${percent(cpuRatio)} of its CPU limit for 5 minutes and is near throttling.`,
});

const highMemoryUsage = ({ memoryRatio }: Thresholds): AlertRule => ({
  ...pods,
  alert: "HighMemoryUsage",
  severity: "warning",
  expr: `(${usedMemory}) / ${limit("memory")} > ${String(memoryRatio)}`,
  for: "5m",
  summary:
    "{{ $labels.namespace }}/{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory limit",
  description: `Container {{ $labels.container }} has used more than ${percent(memoryRatio)} of its memory limit for 5 minutes; at 100 % it is killed.`,
});

const containerMemoryUsage = ({ containerMemoryBytes }: Thresholds): AlertRule => ({
  ...api,
  alert: "ContainerMemoryUsage",
  severity: "warning",
  expr: `${memory("container_memory_working_set_bytes", ownContainers(fingerprintApi.namespace))} > ${String(containerMemoryBytes)}`,
  for: "5m",
  summary: "{{ $labels.pod }} uses {{ $value | humanize }}B of memory",
  description: `Container {{ $labels.container }} of the API has used more than ${rounded(containerMemoryBytes / 1e6)} MB for 5 minutes.`,
});

const persistentVolumeUsage = ({ volumeRatio }: Thresholds): AlertRule => ({
  ...pods,
  alert: "PersistentVolumeUsage",
  severity: "warning",
  component: "storage",
  expr:
    `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{namespace=~"${ownNamespaces}"})` +
    ` / max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{namespace=~"${ownNamespaces}"}) > ${String(volumeRatio)}`,
  for: "5m",
  summary:
    "{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is {{ $value | humanizePercentage }} full",
  description: `The volume has been more than ${percent(volumeRatio)} full for 5 minutes.`,
});

const hpa = { ...api, component: "autoscaler" } as const;
const hpaLabels = `namespace="${fingerprintApi.namespace}",horizontalpodautoscaler="${fingerprintApi.name}-hpa"`;

const hpaAtMaximum: AlertRule = {
  ...hpa,
  alert: "HPAAtMaximum",
  severity: "warning",
  expr:
    `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{${hpaLabels}})` +
    ` >= max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{${hpaLabels}})`,
  for: "15m",
  summary: "The API runs at its maximum of {{ $value }} pods",
  description:
    "The autoscaler has been at its upper bound for 15 minutes: further load is not answered by more pods.",
};

const hpaMetricsUnavailable: AlertRule = {
  ...hpa,
  alert: "HPAMetricsUnavailable",
  severity: "warning",
  expr: `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_condition{${hpaLabels},condition="ScalingActive",status="false"}) == 1`,
  for: "10m",
  summary: "The API's autoscaler can't compute a size",
  description:
    "For 10 minutes metrics-server or the custom metrics API has given the autoscaler no value, so it does not scale.",
};

const persistentVolumeFilling = ({ volumeForecastRatio }: Thresholds): AlertRule => ({
  ...pods,
  alert: "PersistentVolumeFilling",
  severity: "warning",
  component: "storage",
  expr:
    `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{${own}} / kubelet_volume_stats_capacity_bytes{${own}}) < ${String(volumeForecastRatio)}` +
    ` and max by (namespace, persistentvolumeclaim) (predict_linear(kubelet_volume_stats_available_bytes{${own}}[6h], 4 * 86400)) < 0`,
  for: "1h",
  summary: "{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is full within 4 days",
  description: `Less than ${percent(volumeForecastRatio)} of the volume is free, and at the pace of the last 6 hours it is full within 4 days.`,
});

/** Alerts on pods, volumes and the autoscaler. */
export const resourceAlerts = (thresholds: Thresholds): readonly AlertGroup[] => [
  {
    name: "pods",
    rules: [podCrashLooping, highCpuUsage, highMemoryUsage, containerMemoryUsage].map((rule) =>
      rule(thresholds),
    ),
  },
  {
    name: "volumes",
    rules: [persistentVolumeUsage, persistentVolumeFilling].map((rule) => rule(thresholds)),
  },
  { name: "autoscaler", rules: [hpaAtMaximum, hpaMetricsUnavailable] },
];
