import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { allAlerts, allRecordings, recordingRules } from "../../monitoring/rules/rule-file";
import { root } from "../../operations/root";
import { everyExample } from "../support/every-example";
import { knownMetrics } from "./support/known-metrics";
import { metricsOf, queryFaults } from "./support/query-faults";

const cases = join(root, "verify/rules/cases");
/** Those that promtool runs in npm run verify. */
const ruleTests: any[] = readdirSync(cases).flatMap(
  (file) => parse(readFileSync(join(cases, file), "utf8")).tests,
);
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
    for (const { alert, labels } of alerts) {
      const moments = ruleTests
        .flatMap((one) => one.alert_rule_test ?? [])
        .filter(({ alertname }) => alertname === alert)
        .map(({ exp_alerts = [] }) =>
          exp_alerts.some(({ exp_labels }: any) => exp_labels.severity === labels.severity),
        );
      // The Watchdog has no bound, and needs no series.
      const either = alert === "Watchdog" ? [true] : [true, false];
      expect([alert, new Set(moments)]).toEqual([alert, new Set(either)]);
    }
    const vanishing = ruleTests.flatMap(({ name }) => /^(\w+): .*vanish/.exec(name)?.[1] ?? []);
    const others = alerts.map(({ alert }) => alert).filter((alert) => !vanishing.includes(alert));
    // Latency shares its series with errors.
    expect(new Set(others)).toEqual(new Set(["LatencyBudgetBurn", "Watchdog"]));
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
  const asked = ruleTests.flatMap(({ promql_expr_test = [] }) => promql_expr_test);
  const tested = asked.map(({ expr }: { expr: string }) => /^round\(([\w:]+)/.exec(expr)?.[1]);
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
