import { alertmanager as members, fingerprintApi, prometheus as server } from "../../contracts/components";
import { dashboardUids } from "../grafana/dashboard-uids";
import { jobs } from "../../contracts/jobs";
import type { AlertGroup, AlertRule } from "./rule-types";
import type { Thresholds } from "./threshold-props";

const prometheus = {
  service: server.name,
  component: "prometheus",
  dashboard: dashboardUids.monitoring,
} as const;
const alertmanager = {
  service: members.name,
  component: "alertmanager",
  dashboard: dashboardUids.monitoring,
} as const;

const watchdog: AlertRule = {
  ...prometheus,
  alert: "Watchdog",
  severity: "none",
  expr: "vector(1)",
  summary: "Alerts reach Alertmanager",
  description: "Always fires. An outside heartbeat service raises the alarm when it stops arriving.",
};

const targetDown: AlertRule = {
  ...prometheus,
  alert: "TargetDown",
  severity: "warning",
  // The API has an alert of its own.
  expr: `up{job!="${jobs.api}"} == 0`,
  for: "5m",
  summary: "{{ $labels.job }} target {{ $labels.instance }} can't be scraped",
  description:
    "Prometheus has failed to scrape this target for 5 minutes; alerts that need its metrics are blind.",
};

const targetMissing: AlertRule = {
  ...prometheus,
  alert: "TargetMissing",
  severity: "warning",
  expr: Object.values(jobs)
    .filter((job) => job !== jobs.api)
    .map((job) => `absent(up{job="${job}"})`)
    .join(" or "),
  for: "10m",
  summary: "Scrape job {{ $labels.job }} has no target",
  description:
    "Discovery has found nothing to scrape for 10 minutes; alerts that need its metrics are blind.",
};

const podNotScraped: AlertRule = {
  ...prometheus,
  alert: "APIPodNotScraped",
  severity: "warning",
  expr: `max by (namespace, pod) (kube_pod_status_ready{namespace="${fingerprintApi.namespace}",condition="true"}) == 1 unless on (namespace, pod) up{job="${jobs.api}"} == 1`,
  for: "10m",
  summary: "{{ $labels.pod }} is ready but not scraped",
  description:
    "For 10 minutes the pod has served requests that no metric counts, and that the autoscaler does not see.",
};

const ruleFailures: AlertRule = {
  ...prometheus,
  alert: "PrometheusRuleFailures",
  severity: "critical",
  expr: "sum by (namespace, pod, rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0",
  for: "5m",
  summary: "{{ $labels.pod }} can't evaluate rules of {{ $labels.rule_group }}",
  description: "Rules have failed for 5 minutes, so their alerts can't fire.",
};

const configReloadFailed: AlertRule = {
  ...prometheus,
  alert: "PrometheusConfigReloadFailed",
  severity: "warning",
  expr: "max by (namespace, pod) (prometheus_config_last_reload_successful) == 0",
  for: "5m",
  summary: "{{ $labels.pod }} runs on an old configuration",
  description: "The last reload failed; the pod keeps what it had and would not start again.",
};

const notConnected: AlertRule = {
  ...prometheus,
  alert: "PrometheusNotConnectedToAlertmanagers",
  severity: "critical",
  expr: "max by (namespace, pod) (prometheus_notifications_alertmanagers_discovered) < 1",
  for: "5m",
  summary: "{{ $labels.pod }} knows no Alertmanager",
  description: "For 5 minutes this Prometheus has had nobody to send alerts to.",
};

const sendingFails: AlertRule = {
  ...prometheus,
  alert: "PrometheusErrorSendingAlerts",
  severity: "warning",
  expr: "sum by (namespace, pod, alertmanager) (rate(prometheus_notifications_errors_total[5m])) / sum by (namespace, pod, alertmanager) (rate(prometheus_notifications_sent_total[5m])) > 0.01",
  for: "10m",
  summary: "{{ $labels.pod }} fails to send {{ $value | humanizePercentage }} of its alerts",
  description: "More than 1 % of the alerts to {{ $labels.alertmanager }} have been lost for 10 minutes.",
};

const storageFails: AlertRule = {
  ...prometheus,
  alert: "PrometheusStorageFailing",
  severity: "warning",
  component: "storage",
  expr: "sum by (namespace, pod) (increase(prometheus_tsdb_compactions_failed_total[3h])) + sum by (namespace, pod) (increase(prometheus_tsdb_reloads_failures_total[3h])) + sum by (namespace, pod) (increase(prometheus_tsdb_wal_corruptions_total[3h])) > 0",
  for: "5m",
  summary: "{{ $labels.pod }} fails to write or read its storage",
  description: "Compactions or reloads of blocks failed, or the write-ahead log was damaged, within 3 hours.",
};

const seriesGrowing = ({ seriesGrowth }: Thresholds): AlertRule => ({
  ...prometheus,
  alert: "PrometheusSeriesGrowing",
  severity: "warning",
  expr: `max by (namespace, pod) (prometheus_tsdb_head_series) > ${String(seriesGrowth)} * max by (namespace, pod) (prometheus_tsdb_head_series offset 1d)`,
  for: "1h",
  summary: `{{ $labels.pod }} holds {{ $value | humanize }} series, ${seriesGrowth === 1.5 ? "half as many again" : `${String(seriesGrowth)} times as many`} as a day ago`,
  description: "Memory grows with the number of series; a label with ever new values is the usual cause.",
});

const ruleGroupOverrun: AlertRule = {
  ...prometheus,
  alert: "PrometheusRuleGroupOverrun",
  severity: "warning",
  expr: "sum by (namespace, pod, rule_group) (increase(prometheus_rule_group_iterations_missed_total[5m])) > 0",
  for: "15m",
  summary: "{{ $labels.pod }} evaluates {{ $labels.rule_group }} more slowly than it should",
  description:
    "For 15 minutes evaluations have been left out because the one before was not done: alerts come late.",
};

const scrapeCut: AlertRule = {
  ...prometheus,
  alert: "PrometheusScrapeCut",
  severity: "warning",
  expr: "sum by (namespace, pod) (increase(prometheus_target_scrapes_exceeded_sample_limit_total[5m])) + sum by (namespace, pod) (increase(prometheus_target_scrape_pool_exceeded_label_limits_total[5m])) > 0",
  for: "15m",
  summary: "{{ $labels.pod }} refuses scrapes that are too large",
  description:
    "For 15 minutes a target has told more samples or labels than its job may; nothing of it is stored.",
};

const alertmanagerConfig: AlertRule = {
  ...alertmanager,
  alert: "AlertmanagerConfigReloadFailed",
  severity: "critical",
  expr: "max by (namespace, pod) (alertmanager_config_last_reload_successful) == 0",
  for: "5m",
  summary: "{{ $labels.pod }} runs on an old configuration",
  description: "The last reload failed; the pod keeps what it had and would not start again.",
};

const alertmanagerMembers: AlertRule = {
  ...alertmanager,
  alert: "AlertmanagerMembersMissing",
  severity: "warning",
  expr: `max by (namespace, pod) (alertmanager_cluster_members) < on () group_left () max(kube_statefulset_replicas{namespace="${members.namespace}",statefulset="${members.name}"})`,
  for: "10m",
  summary: "{{ $labels.pod }} sees {{ $value }} members of its cluster",
  description:
    "For 10 minutes this Alertmanager has not seen all of its peers: notifications may come twice.",
};

const notificationsFail: AlertRule = {
  ...alertmanager,
  alert: "AlertmanagerNotificationsFailing",
  severity: "critical",
  expr: "sum by (namespace, pod, integration) (rate(alertmanager_notifications_failed_total[5m])) / sum by (namespace, pod, integration) (rate(alertmanager_notifications_total[5m])) > 0.01",
  for: "5m",
  summary: "Alertmanager can't notify by {{ $labels.integration }}",
  description: "More than 1 % of the notifications by {{ $labels.integration }} have failed for 5 minutes.",
};

/** Alerts on the monitoring itself: whoever watches must be watched. */
export const monitoringAlerts = (thresholds: Thresholds): readonly AlertGroup[] => [
  { name: "watchdog", rules: [watchdog] },
  { name: "scraping", rules: [targetDown, targetMissing, podNotScraped] },
  { name: "prometheus", rules: [ruleFailures, configReloadFailed, notConnected, sendingFails, storageFails] },
  { name: "prometheus-limits", rules: [seriesGrowing(thresholds), ruleGroupOverrun, scrapeCut] },
  { name: "alertmanager", rules: [alertmanagerConfig, alertmanagerMembers, notificationsFail] },
];
