import { parse } from "yaml";
import { allAlerts, allRecordings, recordingRules } from "../../monitoring/rules/rule-file";
import { defaultThresholds } from "../../monitoring/rules/threshold-props";
import { alertCases, recordingCases } from "../../verify/rules/promtool-tests";
import { everyExample } from "../support/every-example";
import { knownMetrics } from "./support/known-metrics";
import { metricsOf, queryFaults } from "./support/query-faults";

const allAlertCases = alertCases(defaultThresholds);
const alerts = allAlerts().flatMap(({ rules }) => rules);
const recordings = allRecordings().flatMap(({ rules }) => rules);
const named = recordingRules().flatMap(({ rules }) => rules.map(({ record }) => record));

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
});

describe("an alert", () => {
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

  test("of an objective can happen: no share of bad events is above 1", () => {
    const bounds = alerts.flatMap(({ expr }) =>
      [...expr.matchAll(/ > ([\d.]+) \* ([\d.]+)/g)].map(
        ([, factor, budget]) => Number(factor) * Number(budget),
      ),
    );
    expect(bounds.length).toBeGreaterThan(20);
    expect(Math.max(...bounds)).toBeLessThan(1);
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
