import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { objectives } from "../../monitoring/objectives";
import { dashboardUids } from "../../monitoring/grafana/dashboard-uids";
import { burnRateAlerts, reachableBurnRates } from "../../monitoring/rules/burn-rate-alerts";
import { allAlerts, allRecordings, recordingRules, ruleFile } from "../../monitoring/rules/rule-file";
import { defaultThresholds } from "../../monitoring/rules/threshold-props";
import { alertCases, recordingCases } from "../../verify/rules/promtool-tests";
import { everyExample } from "../support/every-example";
import { knownMetrics } from "./support/known-metrics";
import { metricsOf, queryFaults } from "./support/query-faults";

const allAlertCases = alertCases(defaultThresholds);
const alerts = allAlerts().flatMap(({ rules }) => rules);
const recordings = allRecordings().flatMap(({ rules }) => rules);
const named = recordingRules().flatMap(({ rules }) => rules.map(({ record }) => record));
const runbooks = join(__dirname, "../../docs/runbooks");

describe("the rules", () => {
  test.each([
    ...alerts.map((rule) => [rule.alert, rule.expr]),
    ...recordings.map((rule) => [rule.record, rule.expr]),
  ])("%s is PromQL over known metrics", (_, expr) => {
    expect(queryFaults(expr)).toEqual([]);
  });

  test("every metric comes by a job that is scraped", () => {
    for (const { find } of everyExample) {
      const { scrape_configs } = parse(find("ConfigMap", "prometheus-config")["data"]["prometheus.yml"]);
      const scraped = new Set<string>(["*", ...scrape_configs.map(({ job_name }: any) => job_name)]);
      const lost = [...alerts, ...recordings]
        .flatMap(({ expr }) => metricsOf(expr))
        .filter((metric) => ![...(knownMetrics.get(metric) ?? [])].some((job) => scraped.has(job)));
      expect(lost).toEqual([]);
    }
  });

  test("the 18 recordings have their names", () => {
    expect([...named].sort()).toEqual(
      [
        "fingerprint:cache_hit_rate:5m",
        "fingerprint:feature_extraction_latency:p95",
        "fingerprint:http_errors:rate5m",
        "fingerprint:http_request_latency:p50",
        "fingerprint:http_request_latency:p95",
        "fingerprint:http_request_latency:p99",
        "fingerprint:http_requests:rate5m",
        "fingerprint:http_success_rate:5m",
        "fingerprint:inference_latency:p50",
        "fingerprint:inference_latency:p95",
        "fingerprint:inference_latency:p99",
        "fingerprint:model_accuracy:family",
        "fingerprint:model_accuracy:version",
        "fingerprint:pod_cpu_utilization:avg",
        "fingerprint:pod_memory_utilization:avg",
        "fingerprint:request_size:avg",
        "fingerprint:throughput:rps",
        "fingerprint:uptime:minutes",
      ].sort(),
    );
  });

  test.each([
    ["FingerPrintAPIDown", "critical", "2m", "== 1"],
    ["HighErrorRate", "warning", "5m", "> 0.05"],
    ["HighLatency", "warning", "5m", "> 1"],
    ["PodCrashLooping", "warning", "1m", "> 5"],
    ["HighCPUUsage", "warning", "5m", "> 0.8"],
    ["HighMemoryUsage", "warning", "5m", "> 0.85"],
    ["ModelLoadingFailure", "critical", "2m", "== 0"],
    ["HighQueueLatency", "warning", "3m", "> 5"],
    ["ContainerMemoryUsage", "warning", "5m", "> 1024000000"],
    ["PersistentVolumeUsage", "warning", "5m", "> 0.85"],
  ])("%s is %s, after %s, at %s", (name, severity, wait, bound) => {
    const found = alerts.filter(({ alert }) => alert === name);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ labels: { severity }, for: wait });
    expect(found[0]!.expr).toContain(bound);
  });

  test("groups have names of their own", () => {
    const names = [...allAlerts(), ...allRecordings()].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("an alert", () => {
  const links = { runbooksUrl: "https://runbooks.example.com", grafanaUrl: "https://grafana.example.com" };
  const rendered = ruleFile(allAlerts(), links).groups.flatMap(({ rules }) => rules as any[]);

  test.each(rendered.map((rule) => [rule.alert, rule.labels.severity, rule]))(
    "%s (%s) tells what, where and what to do",
    (name, _, { labels, annotations }) => {
      for (const text of [annotations.summary, annotations.description, labels.service, labels.component]) {
        expect(text).toMatch(/\S{3}/);
      }
      expect(["critical", "warning", "info", "none"]).toContain(labels.severity);
      expect(annotations.runbook_url).toBe(`https://runbooks.example.com/${name}.md`);
      expect(existsSync(join(runbooks, `${name}.md`))).toBe(true);
      const uid = annotations.dashboard_url.split("/d/")[1];
      expect(Object.values(dashboardUids)).toContain(uid);
    },
  );

  test("has a case that fires, one that stays silent and one in which its series vanish", () => {
    for (const rule of alerts) {
      const mine = allAlertCases.filter(
        ({ alertname, exp_labels }) =>
          alertname === rule.alert && exp_labels["severity"] === rule.labels.severity,
      );
      expect([rule.alert, rule.labels.severity, mine.length]).toEqual([rule.alert, rule.labels.severity, 1]);
      const fires = mine[0]!.tests.map(({ alert_rule_test: moments }) => moments.some((at) => at.exp_alerts));
      // The Watchdog has no bound, and needs no series.
      expect(new Set(fires)).toEqual(new Set(rule.alert === "Watchdog" ? [true] : [true, false]));
    }
    const withoutVanishing = allAlertCases
      .filter(({ tests }) => !tests.some(({ name }) => name.includes("vanish")))
      .map(({ alertname }) => alertname);
    // Tickets share their windows with the page of the same name; latency shares its series with errors.
    expect([...new Set(withoutVanishing)].sort()).toEqual([
      "AvailabilityBudgetBurn",
      "ErrorBudgetBurn",
      "LatencyBudgetBurn",
      "Watchdog",
    ]);
  });

  test("of an objective can happen: its bound is a share below 1", () => {
    for (const objective of objectives()) {
      for (const { factor } of reachableBurnRates(objective))
        expect(factor * (1 - objective.target)).toBeLessThan(1);
    }
    const names = burnRateAlerts().flatMap(({ rules }) =>
      rules.map(({ labels }) => `${labels["objective"]!} ${labels.severity}`),
    );
    expect(names).toEqual([
      "availability critical",
      "availability warning",
      "errors critical",
      "errors warning",
      "latency-p50 warning",
      "latency-p95 critical",
      "latency-p95 warning",
      "latency-p99 critical",
      "latency-p99 warning",
    ]);
  });
});

test("every recording has an exact value somewhere, or is known to be empty", () => {
  const tested = recordingCases().flatMap(({ promql_expr_test: asked }) =>
    asked.map(({ expr }) => expr.split("{")[0]!),
  );
  expect(named.filter((name) => !tested.includes(name))).toEqual([]);
});

describe("a mistake in a query is refused", () => {
  test.each([
    ["a syntax error", "rate(http_requests_total[5m", /is no PromQL/],
    ["an unknown metric", "rate(request_count[5m])", /asks for request_count, which nothing exposes/],
    ["a misspelt label", 'http_requests_total{statuss=~"5.."}', /for statuss, a label that it does not/],
    ["a misspelt recording", "fingerprint:http_request:rate5m", /which nothing exposes/],
    ["up == 0, which is silent once the target is gone", 'up{job="fingerprint-api"} == 0', /falls silent/],
    [
      "the pod's cgroup beside its containers",
      'sum by (pod) (container_memory_working_set_bytes{namespace="fingerprint"})',
      /sums containers and the pod/,
    ],
    [
      "a request that is written into the rule",
      'sum(rate(container_cpu_usage_seconds_total{namespace="fingerprint",container!="",image!=""}[5m])) / 0.5',
      /divides a container's usage by a fixed number/,
    ],
  ])("%s", (_, query, fault) => {
    expect(queryFaults(query).join("\n")).toMatch(fault);
  });
});
