import type { Thresholds } from "../../../monitoring/rules/threshold-props";
import { humanize, humanizePercentage } from "../humanized";
import { type AlertCases, type Series, casesOf, ends, fires, silent } from "../rule-case";

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

/** One restart after the other, each 15 s. */
const restarting = (times: number, after: number): Series => ({
  [restarts]: `0+1x${times} ${times}x${after}`,
});

const crashLooping = ({ restartsPerHour: most }: Thresholds): AlertCases =>
  casesOf(pods, "PodCrashLooping", "warning", [
    fires("one restart too many within an hour", restarting(most + 1, 60), `${most * 15 + 75}s`, looping),
    fires("it waits in CrashLoopBackOff", { [waiting("fingerprint")]: "1x40" }, "1m", looping),
    fires("in another namespace, whose name is the service", { [waiting("logging")]: "1x40" }, "1m", {
      labels: { ...container, namespace: "logging", service: "logging" },
      summary: "logging/api-0 restarts again and again",
    }),
    silent("as many as may be within an hour", restarting(most, 80), `${most * 15 + 75}s`, "19m"),
    silent(
      "one restart passes through CrashLoopBackOff",
      { [waiting("fingerprint")]: "1x3 0x40" },
      "1m",
      "5m",
    ),
    silent("somebody else's pod", { [waiting("kube-system")]: "1x40" }, "5m"),
    ends("the pod vanishes", { [waiting("fingerprint")]: "1x20 stale" }, "2m", looping, "6m"),
  ]);

const cpuSeconds = "container_cpu_usage_seconds_total";
const cpu = ({ cpuRatio }: Thresholds): AlertCases => {
  const share = cpuRatio * 1.125;
  const busy = {
    labels: container,
    summary: `fingerprint/api-0 uses ${humanizePercentage(share)} of its CPU limit`,
  };
  const used = (share: number) => `0+${share * 15}x`;
  return casesOf(pods, "HighCPUUsage", "warning", [
    // The rate over 5 minutes passes the bound after 4.5 minutes of an eighth more.
    fires(
      "an eighth more than the bound",
      { [measured(cpuSeconds)]: `${used(share)}60`, ...limit("cpu", "1x60") },
      "9m30s",
      busy,
    ),
    silent(
      "a little less than the bound, and the pod's cgroup beside it",
      {
        [measured(cpuSeconds)]: `${used(cpuRatio * 0.99)}80`,
        [wholePod(cpuSeconds)]: `${used(cpuRatio * 0.99)}80`,
        ...limit("cpu", "1x80"),
      },
      "6m",
      "19m",
    ),
    ends(
      "the container vanishes",
      { [measured(cpuSeconds)]: `${used(share)}45 stale`, ...limit("cpu", "1x80") },
      "11m",
      busy,
      "17m",
    ),
  ]);
};

const engine = 'namespace="prometheus",pod="prometheus-0",container="prometheus"';
const engineMemory = (metric: string) =>
  `${metric}{job="kubernetes-cadvisor",${engine},image="prometheus:v3"}`;
const engineLimit = {
  [`kube_pod_container_resource_limits{${engine},resource="memory"}`]: "1x60",
};
const workingSet = "container_memory_working_set_bytes";

const memory = ({ memoryRatio }: Thresholds): AlertCases => {
  const share = memoryRatio * 1.01;
  const uses = `uses ${humanizePercentage(share)} of its memory limit`;
  const full = { labels: container, summary: `fingerprint/api-0 ${uses}` };
  const ofOne = limit("memory", "1x60");
  return casesOf(pods, "HighMemoryUsage", "warning", [
    fires("more than the bound", { [measured(workingSet)]: `${share}x60`, ...ofOne }, "5m", full),
    silent(
      "exactly the bound, and the pod's cgroup beside it",
      {
        [measured(workingSet)]: `${memoryRatio}x60`,
        [wholePod(workingSet)]: `${share}x60`,
        ...ofOne,
      },
      "6m",
      "14m",
    ),
    ends(
      "the container vanishes",
      { [measured(workingSet)]: `${share}x30 stale`, ...ofOne },
      "6m",
      full,
      "8m",
    ),
    silent(
      "a storage engine whose files fill the rest of its memory",
      {
        [engineMemory(workingSet)]: "1x60",
        [engineMemory("container_memory_rss")]: `${memoryRatio / 2}x60`,
        ...engineLimit,
      },
      "6m",
      "14m",
    ),
    fires(
      "a storage engine that holds more itself",
      { [engineMemory("container_memory_rss")]: `${share}x60`, ...engineLimit },
      "5m",
      {
        labels: {
          namespace: "prometheus",
          pod: "prometheus-0",
          container: "prometheus",
          service: "prometheus",
        },
        summary: `prometheus/prometheus-0 ${uses}`,
      },
    ),
  ]);
};

const containerMemory = ({ containerMemoryBytes: most }: Thresholds): AlertCases => {
  const large = { labels: container, summary: `api-0 uses ${humanize(most + 1e6)}B of memory` };
  const used = (bytes: number, times: string) => ({ [measured(workingSet)]: `${bytes}x${times}` });
  return casesOf({ ...pods, dashboard: "fingerprint-api-overview" }, "ContainerMemoryUsage", "warning", [
    fires("a megabyte more than the bound", used(most + 1e6, "60"), "5m", large),
    silent("exactly the bound", used(most, "60"), "6m", "14m"),
    ends("the container vanishes", used(most + 1e6, "30 stale"), "6m", large, "8m"),
  ]);
};

const volume = (metric: string) =>
  `kubelet_volume_stats_${metric}_bytes{job="kubernetes-nodes",namespace="prometheus",persistentvolumeclaim="data-prometheus-0"}`;
const ofVolume = { namespace: "prometheus", persistentvolumeclaim: "data-prometheus-0" };
const volumes = { service: "prometheus", component: "storage", dashboard: "kubernetes-cluster" } as const;
const volumeUsage = ({ volumeRatio }: Thresholds): AlertCases => {
  const share = volumeRatio * 1.01;
  const filled = {
    labels: ofVolume,
    summary: `prometheus/data-prometheus-0 is ${humanizePercentage(share)} full`,
  };
  const used = (share: number, times: string) => ({
    [volume("used")]: `${share}x${times}`,
    [volume("capacity")]: `1x${times}`,
  });
  return casesOf(volumes, "PersistentVolumeUsage", "warning", [
    fires("more than the bound", used(share, "60"), "5m", filled),
    silent("exactly the bound", used(volumeRatio, "60"), "6m", "14m"),
    ends("the volume vanishes", used(share, "30 stale"), "6m", filled, "8m"),
  ]);
};

const volumesAhead = ({ volumeForecastRatio }: Thresholds): AlertCases => {
  const free = (values: string, times = "400") => ({
    [volume("available")]: `${values}x${times}`,
    [volume("capacity")]: `100x${times}`,
  });
  const little = volumeForecastRatio * 100 - 1;
  const full = { labels: ofVolume, summary: "prometheus/data-prometheus-0 is full within 4 days" };
  return casesOf(volumes, "PersistentVolumeFilling", "warning", [
    fires("less is free than the bound, and gone within 4 days", free(`${little}-0.01`), "1h0m15s", full),
    silent("as little is free, and stays so", free(String(little)), "1h5m", "1h35m"),
    silent("more is free, and becomes less", free(`${little + 10}-0.01`), "1h5m", "1h35m"),
    ends("the volume vanishes", free(`${little}-0.01`, "260 stale"), "1h4m", full, "1h10m"),
  ]);
};

const hpa = 'namespace="fingerprint",horizontalpodautoscaler="fingerprint-api-hpa"';
const hpaLabels = { namespace: "fingerprint", horizontalpodautoscaler: "fingerprint-api-hpa" };
const current = `kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`;
const most = `kube_horizontalpodautoscaler_spec_max_replicas{${hpa}}`;
const atMaximum = { labels: hpaLabels, summary: "The API runs at its maximum of 10 pods" };
const maximum = casesOf(autoscaler, "HPAAtMaximum", "warning", [
  fires("10 of at most 10 pods", { [current]: "10x100", [most]: "10x100" }, "15m", atMaximum),
  silent("9 of at most 10 pods", { [current]: "9x100", [most]: "10x100" }, "15m", "24m"),
  ends(
    "the autoscaler vanishes",
    { [current]: "10x70 stale", [most]: "10x70 stale" },
    "16m",
    atMaximum,
    "19m",
  ),
]);

const inactive = `kube_horizontalpodautoscaler_status_condition{${hpa},condition="ScalingActive",status="false"}`;
const blind = { labels: hpaLabels, summary: "The API's autoscaler can't compute a size" };
const metricsUnavailable = casesOf(autoscaler, "HPAMetricsUnavailable", "warning", [
  fires("no metric for 10 minutes", { [inactive]: "1x100" }, "10m", blind),
  silent("no metric for a moment less than 10 minutes", { [inactive]: "1x39 0x60" }, "9m45s", "10m", "20m"),
  ends("the autoscaler vanishes", { [inactive]: "1x50 stale" }, "11m", blind, "14m"),
]);

/** Cases of the alerts on pods, volumes and the autoscaler. */
export const resourceCases = (thresholds: Thresholds): readonly AlertCases[] => [
  ...[crashLooping, cpu, memory, containerMemory, volumeUsage, volumesAhead].map((at) => at(thresholds)),
  maximum,
  metricsUnavailable,
];
