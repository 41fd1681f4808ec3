import { type AlertCases, ends, fires, silent } from "../rule-case";

const pods = { service: "fingerprint-api", component: "pods", dashboard: "kubernetes-cluster" } as const;
const autoscaler = {
  service: "fingerprint-api",
  component: "autoscaler",
  dashboard: "fingerprint-api-overview",
} as const;

const container = { namespace: "fingerprint", pod: "api-0", container: "fingerprint-api" };
const inPod = 'namespace="fingerprint",pod="api-0"';
const inContainer = `${inPod},container="fingerprint-api"`;
const measured = (metric: string) => `${metric}{job="kubernetes-cadvisor",${inContainer},image="api:1.0.0"}`;
/** What cAdvisor tells of the pod as a whole; summed with its containers everything would count twice. */
const wholePod = (metric: string) => `${metric}{job="kubernetes-cadvisor",${inPod},container="",image=""}`;
/** Two replicas of kube-state-metrics tell the same limit. */
const limit = (resource: string, value: string) => ({
  [`kube_pod_container_resource_limits{${inContainer},resource="${resource}",instance="a"}`]: value,
  [`kube_pod_container_resource_limits{${inContainer},resource="${resource}",instance="b"}`]: value,
});

const restarts = `kube_pod_container_status_restarts_total{${inContainer}}`;
const waiting = (namespace: string) =>
  `kube_pod_container_status_waiting_reason{namespace="${namespace}",pod="api-0",container="fingerprint-api",reason="CrashLoopBackOff"}`;
const looping = { labels: container, summary: "fingerprint/api-0 restarts again and again" };

const crashLooping: AlertCases = {
  ...pods,
  alert: "PodCrashLooping",
  severity: "warning",
  cases: [
    fires("6 restarts within an hour", { [restarts]: "0 1 2 3 4 5 6 6x60" }, "2m30s", looping),
    fires("it waits in CrashLoopBackOff", { [waiting("fingerprint")]: "1x40" }, "1m", looping),
    fires("in another namespace, whose name is the service", { [waiting("logging")]: "1x40" }, "1m", {
      labels: { ...container, namespace: "logging", service: "logging" },
      summary: "logging/api-0 restarts again and again",
    }),
    silent("5 restarts within an hour", { [restarts]: "0 1 2 3 4 5 5x80" }, "2m30s", "19m"),
    silent(
      "one restart passes through CrashLoopBackOff",
      { [waiting("fingerprint")]: "1x3 0x40" },
      "1m",
      "5m",
    ),
    silent("somebody else's pod", { [waiting("kube-system")]: "1x40" }, "5m"),
    ends("the pod vanishes", { [waiting("fingerprint")]: "1x20 stale" }, "2m", looping, "6m"),
  ],
};

const busy = { labels: container, summary: "fingerprint/api-0 uses 90% of its CPU limit" };
const cpu: AlertCases = {
  ...pods,
  alert: "HighCPUUsage",
  severity: "warning",
  cases: [
    // The rate over 5 minutes passes 80 % after 4.5 minutes of 90 %.
    fires(
      "90 % of the limit",
      { [measured("container_cpu_usage_seconds_total")]: "0+13.5x60", ...limit("cpu", "1x60") },
      "9m30s",
      busy,
    ),
    silent(
      "79 % of the limit, and the pod's cgroup beside it",
      {
        [measured("container_cpu_usage_seconds_total")]: "0+11.85x80",
        [wholePod("container_cpu_usage_seconds_total")]: "0+11.85x80",
        ...limit("cpu", "1x80"),
      },
      "6m",
      "19m",
    ),
    ends(
      "the container vanishes",
      { [measured("container_cpu_usage_seconds_total")]: "0+13.5x45 stale", ...limit("cpu", "1x80") },
      "11m",
      busy,
      "17m",
    ),
  ],
};

const engine = 'namespace="prometheus",pod="prometheus-0",container="prometheus"';
const engineMemory = (metric: string) =>
  `${metric}{job="kubernetes-cadvisor",${engine},image="prometheus:v3"}`;
const engineLimit = {
  [`kube_pod_container_resource_limits{${engine},resource="memory"}`]: "1000x60",
};
const engines: AlertCases["cases"] = [
  silent(
    "a storage engine whose files fill the rest of its memory",
    {
      [engineMemory("container_memory_working_set_bytes")]: "990x60",
      [engineMemory("container_memory_rss")]: "500x60",
      ...engineLimit,
    },
    "6m",
    "14m",
  ),
  fires(
    "a storage engine that holds 86 % itself",
    { [engineMemory("container_memory_rss")]: "860x60", ...engineLimit },
    "5m",
    {
      labels: {
        namespace: "prometheus",
        pod: "prometheus-0",
        container: "prometheus",
        service: "prometheus",
      },
      summary: "prometheus/prometheus-0 uses 86% of its memory limit",
    },
  ),
];

const full = { labels: container, summary: "fingerprint/api-0 uses 86% of its memory limit" };
const memory: AlertCases = {
  ...pods,
  alert: "HighMemoryUsage",
  severity: "warning",
  cases: [
    fires(
      "86 % of the limit",
      { [measured("container_memory_working_set_bytes")]: "860x60", ...limit("memory", "1000x60") },
      "5m",
      full,
    ),
    silent(
      "exactly 85 % of the limit, and the pod's cgroup beside it",
      {
        [measured("container_memory_working_set_bytes")]: "850x60",
        [wholePod("container_memory_working_set_bytes")]: "870x60",
        ...limit("memory", "1000x60"),
      },
      "6m",
      "14m",
    ),
    ends(
      "the container vanishes",
      { [measured("container_memory_working_set_bytes")]: "860x30 stale", ...limit("memory", "1000x60") },
      "6m",
      full,
      "8m",
    ),
    ...engines,
  ],
};

const large = { labels: container, summary: "api-0 uses 1.025GB of memory" };
const containerMemory: AlertCases = {
  ...pods,
  alert: "ContainerMemoryUsage",
  dashboard: "fingerprint-api-overview",
  severity: "warning",
  cases: [
    fires("1025 MB", { [measured("container_memory_working_set_bytes")]: "1025000000x60" }, "5m", large),
    silent(
      "exactly 1024 MB",
      { [measured("container_memory_working_set_bytes")]: "1024000000x60" },
      "6m",
      "14m",
    ),
    ends(
      "the container vanishes",
      { [measured("container_memory_working_set_bytes")]: "1025000000x30 stale" },
      "6m",
      large,
      "8m",
    ),
  ],
};

const volume = (metric: string) =>
  `kubelet_volume_stats_${metric}_bytes{job="kubernetes-nodes",namespace="prometheus",persistentvolumeclaim="data-prometheus-0"}`;
const filling = {
  labels: { namespace: "prometheus", persistentvolumeclaim: "data-prometheus-0" },
  summary: "prometheus/data-prometheus-0 is 86% full",
};
const volumes: AlertCases = {
  alert: "PersistentVolumeUsage",
  severity: "warning",
  service: "prometheus",
  component: "storage",
  dashboard: "kubernetes-cluster",
  cases: [
    fires("86 % full", { [volume("used")]: "86x60", [volume("capacity")]: "100x60" }, "5m", filling),
    silent("exactly 85 % full", { [volume("used")]: "85x60", [volume("capacity")]: "100x60" }, "6m", "14m"),
    ends(
      "the volume vanishes",
      { [volume("used")]: "86x30 stale", [volume("capacity")]: "100x30 stale" },
      "6m",
      filling,
      "8m",
    ),
  ],
};

const volumesAhead: AlertCases = {
  ...volumes,
  alert: "PersistentVolumeFilling",
  cases: [
    fires(
      "less than 30 % are free, and gone within 4 days",
      { [volume("available")]: "29-0.01x400", [volume("capacity")]: "100x400" },
      "1h0m15s",
      { ...filling, summary: "prometheus/data-prometheus-0 is full within 4 days" },
    ),
    silent(
      "29 % are free, and stay so",
      { [volume("available")]: "29x400", [volume("capacity")]: "100x400" },
      "1h5m",
      "1h35m",
    ),
    silent(
      "60 % are free, and become less",
      { [volume("available")]: "60-0.01x400", [volume("capacity")]: "100x400" },
      "1h5m",
      "1h35m",
    ),
    ends(
      "the volume vanishes",
      { [volume("available")]: "29-0.01x260 stale", [volume("capacity")]: "100x260 stale" },
      "1h4m",
      { ...filling, summary: "prometheus/data-prometheus-0 is full within 4 days" },
      "1h10m",
    ),
  ],
};

const hpa = 'namespace="fingerprint",horizontalpodautoscaler="fingerprint-api-hpa"';
const hpaLabels = { namespace: "fingerprint", horizontalpodautoscaler: "fingerprint-api-hpa" };
const current = `kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`;
const most = `kube_horizontalpodautoscaler_spec_max_replicas{${hpa}}`;
const atMaximum = { labels: hpaLabels, summary: "The API runs at its maximum of 10 pods" };
const maximum: AlertCases = {
  ...autoscaler,
  alert: "HPAAtMaximum",
  severity: "warning",
  cases: [
    fires("10 of at most 10 pods", { [current]: "10x100", [most]: "10x100" }, "15m", atMaximum),
    silent("9 of at most 10 pods", { [current]: "9x100", [most]: "10x100" }, "15m", "24m"),
    ends(
      "the autoscaler vanishes",
      { [current]: "10x70 stale", [most]: "10x70 stale" },
      "16m",
      atMaximum,
      "19m",
    ),
  ],
};

const inactive = `kube_horizontalpodautoscaler_status_condition{${hpa},condition="ScalingActive",status="false"}`;
const blind = { labels: hpaLabels, summary: "The API's autoscaler can't compute a size" };
const metricsUnavailable: AlertCases = {
  ...autoscaler,
  alert: "HPAMetricsUnavailable",
  severity: "warning",
  cases: [
    fires("no metric for 10 minutes", { [inactive]: "1x100" }, "10m", blind),
    silent("no metric for a moment less than 10 minutes", { [inactive]: "1x39 0x60" }, "9m45s", "10m", "20m"),
    ends("the autoscaler vanishes", { [inactive]: "1x50 stale" }, "11m", blind, "14m"),
  ],
};

/** Cases of the alerts on pods, volumes and the autoscaler. */
export const resourceCases: readonly AlertCases[] = [
  crashLooping,
  cpu,
  memory,
  containerMemory,
  volumes,
  volumesAhead,
  maximum,
  metricsUnavailable,
];
