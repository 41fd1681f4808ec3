import { nodeDisks } from "../../rules/selectors";
import { type Thresholds, rounded } from "../../rules/threshold-props";
import type { DashboardProps } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { rate, timeseries } from "../panels";

const networks = 'device!~"lo|veth.*|cali.*|cni.*|docker.*"';

/** Which node is short of CPU, memory, disk or network? */
export const nodes = (thresholds: Thresholds): DashboardProps => ({
  uid: dashboardUids.nodes,
  title: "Nodes",
  description: "For trouble on single nodes: CPU, memory, disks and network of each.",
  tags: ["fingerprint", "platform"],
  rows: {
    "CPU and memory": [
      timeseries({
        title: "CPU",
        description: "Share of all cores that is busy. Above 80 % for long, pods are slowed down.",
        unit: "percentunit",
        max: 1,
        bounds: { critical: 0.8 },
        queries: { "{{node}}": `1 - avg by (node) (${rate('node_cpu_seconds_total{mode="idle"}')})` },
      }),
      timeseries({
        title: "Memory",
        description: "Share of memory that is not available. Above 90 % pods are about to be evicted.",
        unit: "percentunit",
        max: 1,
        bounds: { critical: 0.9 },
        queries: {
          "{{node}}":
            "1 - max by (node) (node_memory_MemAvailable_bytes) / max by (node) (node_memory_MemTotal_bytes)",
        },
      }),
      timeseries({
        title: "Load by core",
        description: "Runnable processes a core, over 5 minutes. Above 1 they wait for each other.",
        unit: "short",
        bounds: { warning: 1 },
        queries: {
          "{{node}}": 'max by (node) (node_load5) / count by (node) (node_cpu_seconds_total{mode="idle"})',
        },
      }),
    ],
    Disks: [
      timeseries({
        title: "Disk usage",
        description: "Fullest file system of each node. At 85 % the kubelet begins to remove images.",
        unit: "percentunit",
        max: 1,
        alert: "NodeDiskFilling",
        bounds: { critical: Number(rounded(1 - thresholds.nodeDiskForecastRatio)) },
        queries: {
          "{{node}}": `max by (node) (1 - node_filesystem_avail_bytes{${nodeDisks}} / node_filesystem_size_bytes{${nodeDisks}})`,
        },
      }),
      timeseries({
        title: "Disk busy",
        description:
          "Share of time in which the busiest disk works. Elasticsearch and Prometheus suffer first.",
        unit: "percentunit",
        queries: { "{{node}}": `max by (node) (${rate("node_disk_io_time_seconds_total")})` },
      }),
      timeseries({
        title: "Disk throughput",
        description: "Bytes read and written by a node.",
        unit: "Bps",
        queries: {
          "{{node}} read": `sum by (node) (${rate("node_disk_read_bytes_total")})`,
          "{{node}} written": `sum by (node) (${rate("node_disk_written_bytes_total")})`,
        },
      }),
    ],
    Network: [
      timeseries({
        title: "Traffic",
        description: "Bytes in and out of the node's own interfaces.",
        unit: "Bps",
        width: 12,
        queries: {
          "{{node}} in": `sum by (node) (${rate(`node_network_receive_bytes_total{${networks}}`)})`,
          "{{node}} out": `sum by (node) (${rate(`node_network_transmit_bytes_total{${networks}}`)})`,
        },
      }),
      timeseries({
        title: "Network errors",
        description: "Packets lost or damaged, a second. Normal is 0.",
        unit: "short",
        width: 12,
        queries: {
          "{{node}}": `sum by (node) (${rate(`node_network_receive_errs_total{${networks}}`)} + ${rate(`node_network_transmit_errs_total{${networks}}`)})`,
        },
      }),
    ],
  },
});
