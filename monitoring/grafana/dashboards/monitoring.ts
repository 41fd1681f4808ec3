import { jobs } from "../../../contracts/jobs";
import type { DashboardProps } from "../dashboard";
import { dashboardUids } from "../dashboard-uids";
import { orZero, rate, stat, timeseries } from "../panels";

/** Does the monitoring itself work? */
export const monitoring: DashboardProps = {
  uid: dashboardUids.monitoring,
  title: "Prometheus and Alertmanager",
  description:
    "For doubts about the monitoring itself: are targets scraped, rules evaluated and people notified?",
  tags: ["fingerprint", "monitoring"],
  top: [
    stat({
      title: "Alerts firing",
      description: "All but the Watchdog. Start here: Alertmanager shows which.",
      bounds: { warning: 1 },
      queries: {
        alerts: orZero(
          'count(max by (alertname, namespace, service, severity) (ALERTS{alertstate="firing",alertname!="Watchdog"}))',
        ),
      },
    }),
    stat({
      title: "Targets down",
      description: "Targets that can't be scraped.",
      alert: "TargetDown",
      bounds: { critical: 1 },
      queries: { targets: orZero("count(up == 0)") },
    }),
    stat({
      title: "Watchdog",
      description: "1 while alerts are evaluated. An outside service notices when it stops.",
      alert: "Watchdog",
      bounds: { critical: 1, lowIsBad: true },
      queries: { Watchdog: orZero('max(ALERTS{alertname="Watchdog",alertstate="firing"})') },
    }),
    stat({
      title: "Notifications failing",
      description: "Failed notifications a second.",
      unit: "ops",
      alert: "AlertmanagerNotificationsFailing",
      bounds: { critical: 0.001 },
      queries: { failed: orZero(`sum(${rate("alertmanager_notifications_failed_total")})`) },
    }),
  ],
  rows: {
    Scraping: [
      timeseries({
        title: "Targets by job",
        description: "Targets that answer.",
        alert: "TargetMissing",
        queries: { "{{job}}": "sum by (job) (max by (job, instance) (up))" },
      }),
      timeseries({
        title: "Slowest scrape by job",
        description: "Scrapes are given up after 10 s.",
        unit: "s",
        bounds: { critical: 10 },
        queries: { "{{job}}": "max by (job) (scrape_duration_seconds)" },
      }),
      timeseries({
        title: "Series in memory",
        description: "Memory grows with it. A jump means that somebody added a label with many values.",
        unit: "short",
        queries: { "{{pod}}": `max by (pod) (prometheus_tsdb_head_series{job="${jobs.prometheus}"})` },
      }),
    ],
    "Rules and storage": [
      timeseries({
        title: "Rule evaluation",
        description: "Time that the slowest group took. It must stay below the evaluation interval of 15 s.",
        unit: "s",
        bounds: { critical: 15 },
        queries: { "{{pod}}": "max by (pod) (prometheus_rule_group_last_duration_seconds)" },
      }),
      timeseries({
        title: "Rule failures",
        description: "Rules that could not be evaluated, a second. Normal is 0.",
        unit: "ops",
        alert: "PrometheusRuleFailures",
        queries: {
          "{{rule_group}}": `sum by (rule_group) (${rate("prometheus_rule_evaluation_failures_total")})`,
        },
      }),
      timeseries({
        title: "Storage",
        description: "Bytes of blocks and of the write-ahead log on the volume.",
        unit: "bytes",
        alert: "PrometheusStorageFailing",
        queries: {
          "{{pod}} blocks": "max by (pod) (prometheus_tsdb_storage_blocks_bytes)",
          "{{pod}} WAL": "max by (pod) (prometheus_tsdb_wal_storage_size_bytes)",
        },
      }),
    ],
    Alertmanager: [
      timeseries({
        title: "Notifications",
        description: "A second, by kind of receiver.",
        unit: "ops",
        queries: { "{{integration}}": `sum by (integration) (${rate("alertmanager_notifications_total")})` },
      }),
      timeseries({
        title: "Cluster members",
        description: "As each member sees them. They must agree.",
        alert: "AlertmanagerMembersMissing",
        queries: { "{{pod}}": "max by (pod) (alertmanager_cluster_members)" },
      }),
      timeseries({
        title: "Alerts sent by Prometheus",
        description: "A second, and those that did not arrive.",
        unit: "ops",
        alert: "PrometheusErrorSendingAlerts",
        queries: {
          "{{pod}} sent": `sum by (pod) (${rate("prometheus_notifications_sent_total")})`,
          "{{pod}} failed": `sum by (pod) (${rate("prometheus_notifications_errors_total")})`,
        },
      }),
    ],
  },
};
