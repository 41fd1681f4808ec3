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
  rows: [
    {
      panels: [
        stat({
          title: "Alerts firing",
          description: "All but the Watchdog. Start here: Alertmanager shows which.",
          unit: "none",
          width: 6,
          bounds: { warning: 1 },
          queries: [
            {
              expr: orZero(
                'count(max by (alertname, namespace, service, severity) (ALERTS{alertstate="firing",alertname!="Watchdog"}))',
              ),
              legend: "alerts",
            },
          ],
        }),
        stat({
          title: "Targets down",
          description: "Targets that can't be scraped.",
          unit: "none",
          width: 6,
          alert: "TargetDown",
          bounds: { critical: 1 },
          queries: [{ expr: orZero("count(up == 0)"), legend: "targets" }],
        }),
        stat({
          title: "Watchdog",
          description: "1 while alerts are evaluated. An outside service notices when it stops.",
          unit: "none",
          width: 6,
          alert: "Watchdog",
          bounds: { critical: 1, lowIsBad: true },
          queries: [
            { expr: orZero('max(ALERTS{alertname="Watchdog",alertstate="firing"})'), legend: "Watchdog" },
          ],
        }),
        stat({
          title: "Notifications failing",
          description: "Failed notifications a second.",
          unit: "ops",
          width: 6,
          alert: "AlertmanagerNotificationsFailing",
          bounds: { critical: 0.001 },
          queries: [
            { expr: orZero(`sum(${rate("alertmanager_notifications_failed_total")})`), legend: "failed" },
          ],
        }),
      ],
    },
    {
      title: "Scraping",
      panels: [
        timeseries({
          title: "Targets by job",
          description: "Targets that answer.",
          unit: "none",
          alert: "TargetMissing",
          queries: [{ expr: "sum by (job) (max by (job, instance) (up))", legend: "{{job}}" }],
        }),
        timeseries({
          title: "Slowest scrape by job",
          description: "Scrapes are given up after 10 s.",
          unit: "s",
          bounds: { critical: 10 },
          queries: [{ expr: "max by (job) (scrape_duration_seconds)", legend: "{{job}}" }],
        }),
        timeseries({
          title: "Series in memory",
          description: "Memory grows with it. A jump means that somebody added a label with many values.",
          unit: "short",
          queries: [
            {
              expr: `max by (pod) (prometheus_tsdb_head_series{job="${jobs.prometheus}"})`,
              legend: "{{pod}}",
            },
          ],
        }),
      ],
    },
    {
      title: "Rules and storage",
      panels: [
        timeseries({
          title: "Rule evaluation",
          description:
            "Time that the slowest group took. It must stay below the evaluation interval of 15 s.",
          unit: "s",
          bounds: { critical: 15 },
          queries: [
            { expr: "max by (pod) (prometheus_rule_group_last_duration_seconds)", legend: "{{pod}}" },
          ],
        }),
        timeseries({
          title: "Rule failures",
          description: "Rules that could not be evaluated, a second. Normal is 0.",
          unit: "ops",
          alert: "PrometheusRuleFailures",
          queries: [
            {
              expr: `sum by (rule_group) (${rate("prometheus_rule_evaluation_failures_total")})`,
              legend: "{{rule_group}}",
            },
          ],
        }),
        timeseries({
          title: "Storage",
          description: "Bytes of blocks and of the write-ahead log on the volume.",
          unit: "bytes",
          alert: "PrometheusStorageFailing",
          queries: [
            { expr: "max by (pod) (prometheus_tsdb_storage_blocks_bytes)", legend: "{{pod}} blocks" },
            { expr: "max by (pod) (prometheus_tsdb_wal_storage_size_bytes)", legend: "{{pod}} WAL" },
          ],
        }),
      ],
    },
    {
      title: "Alertmanager",
      panels: [
        timeseries({
          title: "Notifications",
          description: "A second, by kind of receiver.",
          unit: "ops",
          queries: [
            {
              expr: `sum by (integration) (${rate("alertmanager_notifications_total")})`,
              legend: "{{integration}}",
            },
          ],
        }),
        timeseries({
          title: "Cluster members",
          description: "As each member sees them. They must agree.",
          unit: "none",
          alert: "AlertmanagerMembersMissing",
          queries: [{ expr: "max by (pod) (alertmanager_cluster_members)", legend: "{{pod}}" }],
        }),
        timeseries({
          title: "Alerts sent by Prometheus",
          description: "A second, and those that did not arrive.",
          unit: "ops",
          alert: "PrometheusErrorSendingAlerts",
          queries: [
            { expr: `sum by (pod) (${rate("prometheus_notifications_sent_total")})`, legend: "{{pod}} sent" },
            {
              expr: `sum by (pod) (${rate("prometheus_notifications_errors_total")})`,
              legend: "{{pod}} failed",
            },
          ],
        }),
      ],
    },
  ],
};
