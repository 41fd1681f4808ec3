import { filebeat, fingerprintApi } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { dashboardUids } from "../grafana/dashboard-uids";
import type { AlertGroup, AlertRule } from "./rule-types";

/** Days that a pod may go on with the certificate that it read when it started: they end 121 days after their renewal. */
const certificateDays = 90;

const nodesWithApi = `max by (node) (kube_pod_info{job="${jobs.kubeStateMetrics}",namespace="${fingerprintApi.namespace}",node!=""})`;
const acknowledged = `filebeat_libbeat_output_events{namespace="${filebeat.namespace}",service="${filebeat.name}",type="acked"}`;

/** Pods that read their certificate only when they start. Elasticsearch reads a new one by itself. */
const readers = `namespace=~"logging|${filebeat.namespace}",pod=~"(logstash|filebeat|kibana-[a-z0-9]+)-[a-z0-9]+"`;

const rules: readonly AlertRule[] = [
  {
    alert: "FilebeatSilent",
    service: "filebeat",
    component: "logstash",
    severity: "warning",
    dashboard: dashboardUids.logging,
    labels: { namespace: filebeat.namespace },
    // Also where nothing is told at all, which a mere bound would pass over.
    expr: `${nodesWithApi} unless on (node) sum by (node) (increase(${acknowledged}[10m])) > 0`,
    for: "10m",
    summary: "No log line of node {{ $labels.node }} arrives",
    description:
      "The API runs on the node and writes a line at each probe, and for 20 minutes Logstash has acknowledged none from there.",
  },
  {
    alert: "CertificatesNotReread",
    service: "logstash",
    component: "logstash",
    severity: "warning",
    dashboard: dashboardUids.logging,
    expr: `(time() - max by (namespace, pod) (kube_pod_start_time{job="${jobs.kubeStateMetrics}",${readers}})) / 86400 > ${String(certificateDays)}`,
    for: "1h",
    summary: "{{ $labels.pod }} has not read its certificate for {{ $value | humanize }} days",
    description:
      "The certificate that it started with may end within a month, although cert-manager has renewed it: restart the pod, as the runbook says.",
  },
];

/** Alerts of what ships lines, pod by pod. */
export const shipperAlerts: readonly AlertGroup[] = [{ name: "shippers", rules }];
