import { jobs } from "../../contracts/jobs";
import { dashboardUids } from "../grafana/dashboard-uids";
import type { AlertGroup, AlertProps, AlertRule } from "./rule-types";
import { nodeDisks, ownNamespaces, serviceOfNamespace } from "./selectors";
import { type Thresholds, percent, rounded } from "./threshold-props";

// Bounds and waiting times as kubernetes-mixin and node-mixin have found them out, where nothing else is said.
const node = {
  service: "kubernetes",
  component: "node",
  dashboard: dashboardUids.nodes,
  severity: "warning",
} as const;
const workload = {
  service: serviceOfNamespace,
  component: "pods",
  dashboard: dashboardUids.kubernetes,
  severity: "warning",
} as const;
const certificates = { ...workload, component: "certificate" } as const;

const own = `namespace=~"${ownNamespaces}"`;
const days = (count: number) => `${String(count)} * 86400`;

/** A comparison of two metrics of one kind of controller, named alike for every kind. */
const short = (kind: string, wanted: string, there: string) =>
  `max by (namespace, workload) (label_replace(${wanted}{${own}} > ${there}{${own}}, "workload", "$1", "${kind}", "(.+)"))`;

/** A share of a node's file systems that is left, and whether it is gone within a day. */
const filling = (free: string, all: string, forecastRatio: number, least: number) =>
  `(max by (node, mountpoint) (${free}{${nodeDisks}} / ${all}{${nodeDisks}} < ${String(forecastRatio)} and predict_linear(${free}{${nodeDisks}}[6h], 86400) < 0))` +
  ` or max by (node, mountpoint) (${free}{${nodeDisks}} / ${all}{${nodeDisks}}) < ${String(least)}`;

const fillingText = (least: number, forecastRatio: number) =>
  `Less than ${percent(least)}, or less than ${percent(forecastRatio)} and gone within a day`;

const offset = `node_timex_offset_seconds`;

const nodeAlerts = (bounds: Thresholds): readonly AlertRule[] => [
  {
    ...node,
    alert: "NodeNotReady",
    expr:
      `max by (node) (kube_node_status_condition{condition="Ready",status="true"}) == 0` +
      ` and on (node) max by (node) (kube_node_spec_unschedulable) == 0`,
    for: "15m",
    summary: "Node {{ $labels.node }} is not ready",
    description:
      "Its kubelet has not been ready for 15 minutes, and nobody has cordoned it: its pods move elsewhere.",
  },
  {
    ...node,
    alert: "NodeDiskFilling",
    component: "storage",
    expr: filling(
      "node_filesystem_avail_bytes",
      "node_filesystem_size_bytes",
      bounds.nodeDiskForecastRatio,
      bounds.nodeDiskRatio,
    ),
    for: "30m",
    summary: "{{ $labels.mountpoint }} of {{ $labels.node }} has {{ $value | humanizePercentage }} left",
    description: `${fillingText(bounds.nodeDiskRatio, bounds.nodeDiskForecastRatio)}: the kubelet evicts pods when a disk is full.`,
  },
  {
    ...node,
    alert: "NodeInodesFilling",
    component: "storage",
    expr: filling(
      "node_filesystem_files_free",
      "node_filesystem_files",
      bounds.nodeInodesForecastRatio,
      bounds.nodeDiskRatio,
    ),
    for: "30m",
    summary:
      "{{ $labels.mountpoint }} of {{ $labels.node }} has {{ $value | humanizePercentage }} of its inodes left",
    description: `${fillingText(bounds.nodeDiskRatio, bounds.nodeInodesForecastRatio)}: without inodes no file can be made, however much room there is.`,
  },
  {
    ...node,
    alert: "NodeClockSkewed",
    expr:
      `max by (node) (abs(${offset}) > ${String(bounds.clockSkewSeconds)} and deriv(abs(${offset})[5m:]) >= 0)` +
      ` or max by (node) (min_over_time(node_timex_sync_status[5m]) == 0 and node_timex_maxerror_seconds >= 16)`,
    for: "10m",
    summary: "The clock of {{ $labels.node }} is wrong",
    description: `For 10 minutes it has been off by more than ${rounded(bounds.clockSkewSeconds * 1000)} ms and no better, or no time server has set it: certificates, logs and rates go by it.`,
  },
];

const workloadAlerts: readonly AlertRule[] = [
  {
    ...workload,
    alert: "PodPending",
    expr: `max by (namespace, pod) (kube_pod_status_phase{${own},phase=~"Pending|Unknown"}) == 1`,
    for: "15m",
    summary: "{{ $labels.namespace }}/{{ $labels.pod }} does not start",
    description:
      "For 15 minutes the pod has been pending: no node has room for it, its image can't be pulled, or its volume is missing.",
  },
  {
    ...workload,
    alert: "ReplicasShort",
    expr: [
      short("deployment", "kube_deployment_spec_replicas", "kube_deployment_status_replicas_available"),
      short("statefulset", "kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"),
      short(
        "daemonset",
        "kube_daemonset_status_desired_number_scheduled",
        "kube_daemonset_status_number_available",
      ),
    ].join(" or "),
    for: "15m",
    summary: "{{ $labels.namespace }}/{{ $labels.workload }} has fewer than its {{ $value }} pods",
    description: "For 15 minutes not all of the pods that were asked for have been available.",
  },
  {
    ...workload,
    alert: "RolloutStuck",
    expr:
      `max by (namespace, workload) (label_replace(kube_deployment_status_condition{${own},condition="Progressing",status="false"} == 1, "workload", "$1", "deployment", "(.+)"))` +
      ` or max by (namespace, workload) (label_replace(kube_statefulset_status_replicas_updated{${own}} < kube_statefulset_replicas{${own}} and changes(kube_statefulset_status_replicas_updated{${own}}[15m]) == 0, "workload", "$1", "statefulset", "(.+)"))`,
    for: "15m",
    summary: "The roll-out of {{ $labels.namespace }}/{{ $labels.workload }} is stuck",
    description: "For 15 minutes no pod of the new version has become ready; the old ones go on serving.",
  },
  {
    ...workload,
    alert: "JobFailed",
    expr: `max by (namespace, job_name) (kube_job_failed{${own},condition="true"}) == 1`,
    for: "15m",
    summary: "Job {{ $labels.namespace }}/{{ $labels.job_name }} failed",
    description: "All of its attempts failed, and what it should have set up is not there.",
  },
];

/** In the namespace of cert-manager lie the authorities of ClusterIssuers: nothing that they have signed outlives them. */
const certificateAlerts = ({ certManagerNamespace, thresholds }: AlertProps): readonly AlertRule[] => {
  const signed = `namespace=~"${ownNamespaces}|${certManagerNamespace}"`;
  return [
    {
      ...certificates,
      alert: "CertificateNotReady",
      expr: `max by (namespace, name) (certmanager_certificate_ready_status{${signed},condition!="True"}) == 1`,
      for: "15m",
      summary: "Certificate {{ $labels.namespace }}/{{ $labels.name }} is not issued",
      description: "For 15 minutes cert-manager has not been able to issue or to renew it.",
    },
    {
      ...certificates,
      alert: "CertificateNotRenewed",
      expr: `min by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds{${signed}}) - time() < ${days(thresholds.certificateDays)}`,
      for: "1h",
      summary:
        "Certificate {{ $labels.namespace }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}",
      description: `cert-manager renews when a third of the time is left; less than ${String(thresholds.certificateDays)} days are, so it fails.`,
    },
    {
      ...node,
      alert: "APIServerCertificateExpiresSoon",
      component: "certificate",
      dashboard: dashboardUids.kubernetes,
      expr: `min by (target) (probe_ssl_earliest_cert_expiry{job="${jobs.apiserverProbe}"}) - time() < ${days(thresholds.apiServerCertificateDays)}`,
      for: "1h",
      summary: "The certificate of {{ $labels.target }} ends in {{ $value | humanizeDuration }}",
      description: `The API server's certificate is valid for less than ${String(thresholds.apiServerCertificateDays)} days. After its end no kubelet and no kubectl gets through.`,
    },
  ];
};

/** Alerts on nodes, on what runs and on certificates inside the cluster. */
export const kubernetesAlerts = (props: AlertProps): readonly AlertGroup[] => [
  { name: "nodes", rules: nodeAlerts(props.thresholds) },
  { name: "workloads", rules: workloadAlerts },
  { name: "certificates", rules: certificateAlerts(props) },
];
