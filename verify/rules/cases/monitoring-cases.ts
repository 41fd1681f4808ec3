import type { Thresholds } from "../../../monitoring/rules/threshold-props";
import { humanize } from "../humanized";
import { type AlertCases, type Firing, casesOf, ends, fires, silent } from "../rule-case";

const own = { service: "prometheus", component: "prometheus", dashboard: "prometheus-alertmanager" } as const;
const ownAlertmanager = {
  service: "alertmanager",
  component: "alertmanager",
  dashboard: "prometheus-alertmanager",
} as const;
const pod = { namespace: "prometheus", pod: "prometheus-0" };
const member = { namespace: "prometheus", pod: "alertmanager-0" };
const ofPrometheus = (metric: string, more = "") =>
  `${metric}{job="prometheus",namespace="prometheus",pod="prometheus-0"${more}}`;
const ofAlertmanager = (metric: string, more = "") =>
  `${metric}{job="kubernetes-pods",namespace="prometheus",pod="alertmanager-0"${more}}`;

const watchdog = casesOf(own, "Watchdog", "none", [
  fires("always, even without a single series", {}, "0s", { summary: "Alerts reach Alertmanager" }),
]);

const exporter = 'up{job="node-exporter",instance="node-1"}';
const isDown = {
  labels: { job: "node-exporter", instance: "node-1" },
  summary: "node-exporter target node-1 can't be scraped",
};
const targetDown = casesOf(own, "TargetDown", "warning", [
  fires("a target does not answer", { [exporter]: "0x40" }, "5m", isDown),
  silent("for a moment less than 5 minutes", { [exporter]: "0x19 1x40" }, "4m45s", "5m", "9m"),
  silent("the API has an alert of its own", { 'up{job="fingerprint-api"}': "0x40" }, "9m"),
  ends("the target vanishes", { [exporter]: "0x30 stale" }, "6m", isDown, "8m"),
]);

const jobs = [
  "prometheus",
  "kubernetes-apiservers",
  "kubernetes-nodes",
  "kubernetes-cadvisor",
  "kubernetes-pods",
  "kube-state-metrics",
  "node-exporter",
  "fingerprint-api-probe",
  "kubernetes-apiserver-probe",
  "cert-manager",
];
const up = (names: readonly string[], values: string) =>
  Object.fromEntries(names.map((job) => [`up{job="${job}",instance="a"}`, values]));
const missing = (job: string): Firing => ({ labels: { job }, summary: `Scrape job ${job} has no target` });
const targetMissing = casesOf(own, "TargetMissing", "warning", [
  fires("one job finds nothing", up(jobs.slice(1), "1x60"), "10m", missing("prometheus")),
  fires(
    "every target vanishes",
    up(jobs, "1x4 stale"),
    "11m15s",
    ...(jobs.map(missing) as [Firing, ...Firing[]]),
  ),
  silent("a target that is down is not missing", up(jobs, "0x60"), "10m", "14m"),
]);

const ready =
  'kube_pod_status_ready{job="kube-state-metrics",namespace="fingerprint",pod="api-0",condition="true"}';
const scraped = 'up{job="fingerprint-api",namespace="fingerprint",pod="api-0"}';
const unscraped = {
  labels: { namespace: "fingerprint", pod: "api-0" },
  summary: "api-0 is ready but not scraped",
};
const notScraped = casesOf(own, "APIPodNotScraped", "warning", [
  fires("a ready pod has no target", { [ready]: "1x60" }, "10m", unscraped),
  fires("a ready pod's target is down", { [ready]: "1x60", [scraped]: "0x60" }, "10m", unscraped),
  silent("a ready pod is scraped", { [ready]: "1x60", [scraped]: "1x60" }, "14m"),
  silent("a pod that is not ready", { [ready]: "0x60" }, "14m"),
  ends("the pod vanishes", { [ready]: "1x50 stale" }, "11m", unscraped, "13m"),
]);

const failing = ofPrometheus("prometheus_rule_evaluation_failures_total", ',rule_group="api"');
const failingRules = {
  labels: { ...pod, rule_group: "api" },
  summary: "prometheus-0 can't evaluate rules of api",
};
const ruleFailures = casesOf(own, "PrometheusRuleFailures", "critical", [
  fires("an evaluation fails each time", { [failing]: "0+1x60" }, "5m15s", failingRules),
  silent("no evaluation fails", { [failing]: "3x60" }, "14m"),
  ends("Prometheus vanishes", { [failing]: "0+1x30 stale" }, "6m", failingRules, "13m"),
]);

const reloaded = ofPrometheus("prometheus_config_last_reload_successful");
const oldConfig = { labels: pod, summary: "prometheus-0 runs on an old configuration" };
const reloadFailed = casesOf(own, "PrometheusConfigReloadFailed", "warning", [
  fires("the last reload failed", { [reloaded]: "0x40" }, "5m", oldConfig),
  silent("mended within 5 minutes", { [reloaded]: "0x19 1x40" }, "4m45s", "5m", "9m"),
  ends("Prometheus vanishes", { [reloaded]: "0x30 stale" }, "6m", oldConfig, "8m"),
]);

const discovered = ofPrometheus("prometheus_notifications_alertmanagers_discovered");
const alone = { labels: pod, summary: "prometheus-0 knows no Alertmanager" };
const notConnected = casesOf(own, "PrometheusNotConnectedToAlertmanagers", "critical", [
  fires("no Alertmanager is discovered", { [discovered]: "0x40" }, "5m", alone),
  silent("one of several is left", { [discovered]: "1x40" }, "9m"),
  ends("Prometheus vanishes", { [discovered]: "0x30 stale" }, "6m", alone, "8m"),
]);

const to = ',alertmanager="http://10.0.0.1:9093"';
const lost = ofPrometheus("prometheus_notifications_errors_total", to);
const sent = ofPrometheus("prometheus_notifications_sent_total", to);
const losing = {
  labels: { ...pod, alertmanager: "http://10.0.0.1:9093" },
  summary: "prometheus-0 fails to send 10% of its alerts",
};
const sendingFails = casesOf(own, "PrometheusErrorSendingAlerts", "warning", [
  fires("1 of 10 alerts is lost", { [lost]: "0+1x60", [sent]: "0+10x60" }, "10m15s", losing),
  silent("1 of 200 alerts is lost", { [lost]: "0+1x80", [sent]: "0+200x80" }, "11m", "19m"),
  ends("Prometheus vanishes", { [lost]: "0+1x50 stale", [sent]: "0+10x50 stale" }, "11m", losing, "18m"),
]);

const storage = (failed: string) => ({
  [ofPrometheus("prometheus_tsdb_compactions_failed_total")]: failed,
  [ofPrometheus("prometheus_tsdb_reloads_failures_total")]: "0x80",
  [ofPrometheus("prometheus_tsdb_wal_corruptions_total")]: "0x80",
});
const broken = { labels: pod, summary: "prometheus-0 fails to write or read its storage" };
const storageFails = casesOf({ ...own, component: "storage" }, "PrometheusStorageFailing", "warning", [
  fires("one compaction fails", storage("0x4 1x76"), "6m15s", broken),
  silent("nothing fails", storage("2x80"), "6m", "19m"),
  ends("the series vanish long ago", { ...storage("0x4 1x26 stale") }, "7m", broken, "3h15m"),
]);

const headSeries = ofPrometheus("prometheus_tsdb_head_series");
const seriesGrowing = ({ seriesGrowth }: Thresholds): AlertCases => {
  /** A day of 100,000 series, and then so many times as many. */
  const grown = (factor: number, times: string) => ({
    [headSeries]: `100000x5759 ${Math.round(100_000 * factor)}x${times}`,
  });
  const more = seriesGrowth === 1.5 ? "half as many again" : `${seriesGrowth} times as many`;
  const growing = {
    labels: pod,
    summary: `prometheus-0 holds ${humanize(Math.round(100_000 * (seriesGrowth + 0.05)))} series, ${more} as a day ago`,
  };
  return casesOf(own, "PrometheusSeriesGrowing", "warning", [
    fires("more than a day ago", grown(seriesGrowth + 0.05, "300"), "25h", growing),
    silent("a little more than a day ago", grown(seriesGrowth - 0.05, "300"), "25h", "25h10m"),
    silent("a Prometheus of today", { [headSeries]: "100000x300" }, "1h5m"),
    ends("Prometheus vanishes", grown(seriesGrowth + 0.05, "250 stale"), "25h", growing, "25h10m"),
  ]);
};

const missed = ofPrometheus("prometheus_rule_group_iterations_missed_total", ',rule_group="pods"');
const late = {
  labels: { ...pod, rule_group: "pods" },
  summary: "prometheus-0 evaluates pods more slowly than it should",
};
const overrun = casesOf(own, "PrometheusRuleGroupOverrun", "warning", [
  fires("evaluations are left out", { [missed]: "0+1x100" }, "15m15s", late),
  silent("one was left out", { [missed]: "0x4 1x100" }, "6m", "16m", "24m"),
  ends("Prometheus vanishes", { [missed]: "0+1x70 stale" }, "16m", late, "24m"),
]);

const cut = (samples: string, labels: string) => ({
  [ofPrometheus("prometheus_target_scrapes_exceeded_sample_limit_total")]: samples,
  [ofPrometheus("prometheus_target_scrape_pool_exceeded_label_limits_total")]: labels,
});
const refused = { labels: pod, summary: "prometheus-0 refuses scrapes that are too large" };
const scrapeCut = casesOf(own, "PrometheusScrapeCut", "warning", [
  fires("a target tells too many samples", cut("0+1x100", "0x100"), "15m15s", refused),
  fires("a target tells too many labels", cut("0x100", "0+1x100"), "15m15s", refused),
  silent("none does", cut("7x100", "0x100"), "16m", "24m"),
  ends("Prometheus vanishes", cut("0+1x70 stale", "0x70 stale"), "16m", refused, "24m"),
]);

const amReloaded = ofAlertmanager("alertmanager_config_last_reload_successful");
const amOld = { labels: member, summary: "alertmanager-0 runs on an old configuration" };
const amReloadFailed = casesOf(ownAlertmanager, "AlertmanagerConfigReloadFailed", "critical", [
  fires("the last reload failed", { [amReloaded]: "0x40" }, "5m", amOld),
  silent("mended within 5 minutes", { [amReloaded]: "0x19 1x40" }, "4m45s", "5m", "9m"),
  ends("Alertmanager vanishes", { [amReloaded]: "0x30 stale" }, "6m", amOld, "8m"),
]);

const members = ofAlertmanager("alertmanager_cluster_members");
const wanted = 'kube_statefulset_replicas{namespace="prometheus",statefulset="alertmanager"}';
const fewer = { labels: member, summary: "alertmanager-0 sees 2 members of its cluster" };
const membersMissing = casesOf(ownAlertmanager, "AlertmanagerMembersMissing", "warning", [
  fires("2 of 3 members", { [members]: "2x60", [wanted]: "3x60" }, "10m", fewer),
  silent("3 of 3 members", { [members]: "3x60", [wanted]: "3x60" }, "14m"),
  ends("Alertmanager vanishes", { [members]: "2x50 stale", [wanted]: "3x80" }, "11m", fewer, "13m"),
]);

const notFailed = ofAlertmanager(
  "alertmanager_notifications_failed_total",
  ',integration="slack",reason="other"',
);
const notified = ofAlertmanager("alertmanager_notifications_total", ',integration="slack"');
const silenced = {
  labels: { ...member, integration: "slack" },
  summary: "Alertmanager can't notify by slack",
};
const notificationsFail = casesOf(ownAlertmanager, "AlertmanagerNotificationsFailing", "critical", [
  fires("1 of 10 notifications fails", { [notFailed]: "0+1x60", [notified]: "0+10x60" }, "5m15s", silenced),
  silent("1 of 200 notifications fails", { [notFailed]: "0+1x80", [notified]: "0+200x80" }, "6m", "19m"),
  ends(
    "Alertmanager vanishes",
    { [notFailed]: "0+1x30 stale", [notified]: "0+10x30 stale" },
    "6m",
    silenced,
    "13m",
  ),
]);

/** Cases of the alerts on the monitoring itself. */
export const monitoringCases = (thresholds: Thresholds): readonly AlertCases[] => [
  watchdog,
  targetDown,
  targetMissing,
  notScraped,
  ruleFailures,
  reloadFailed,
  notConnected,
  sendingFails,
  storageFails,
  seriesGrowing(thresholds),
  overrun,
  scrapeCut,
  amReloadFailed,
  membersMissing,
  notificationsFail,
];
