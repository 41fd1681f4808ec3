import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { faultLine } from "../../lib/validation/fault";
import { allAlerts, allRecordings, missingRunbooks, recordingRules } from "../../monitoring/rules/rule-file";
import { root } from "../../operations/root";
import { queryFaults } from "./query-faults";

const alerts = allAlerts().flatMap(({ rules }) => rules);
const recordings = allRecordings().flatMap(({ rules }) => rules);

test.each([
  ...alerts.map((rule) => [rule.alert, rule.expr]),
  ...recordings.map((rule) => [rule.record, rule.expr]),
])("%s is PromQL over metrics that are scraped", (_, expr) => {
  expect(queryFaults(expr)).toEqual([]);
});

test.each([
  ["a syntax error", "rate(http_requests_total[5m", /is no PromQL/],
  ["an unknown metric", "rate(request_count[5m])", /asks for request_count, which nothing exposes/],
  ["a misspelt label", 'http_requests_total{statuss=~"5.."}', /for statuss, a label that it does not/],
  ["a misspelt recording", "fingerprint:http_request:rate5m", /which nothing exposes/],
  ["up == 0, which is silent once the target is gone", 'up{job="fingerprint-api"} == 0', /falls silent/],
  ["a pod beside its containers", "sum by (pod) (container_memory_working_set_bytes)", /and the pod around/],
  ["a request by number", 'container_memory_working_set_bytes{container!=""} / 5e8', /by a fixed number/],
])("a mistake in a query is refused: %s", (_, query, fault) => {
  expect(queryFaults(query).join("\n")).toMatch(fault);
});

const folder = join(root, "verify/rules/cases");
/** Those that promtool runs in npm run verify. */
const cases: any[] = readdirSync(folder).flatMap(
  (file) => parse(readFileSync(join(folder, file), "utf8")).tests,
);

test("an alert has cases that fire, that stay silent and in which its series vanish", () => {
  const fires = alerts.map(({ alert, labels }) => {
    const moments = cases
      .flatMap(({ alert_rule_test = [] }) => alert_rule_test)
      .filter(({ alertname }) => alertname === alert)
      .map(({ exp_alerts = [] }) =>
        exp_alerts.some((one: any) => one.exp_labels.severity === labels.severity),
      );
    return [alert, moments.includes(true), moments.includes(false)];
  });
  // The Watchdog has no bound, and needs no series.
  expect(fires).toEqual(alerts.map(({ alert }) => [alert, true, alert !== "Watchdog"]));
  const vanishing = cases.flatMap(({ name }) => /^(\w+): .*vanish/.exec(name)?.[1] ?? []);
  const others = alerts.map(({ alert }) => alert).filter((alert) => !vanishing.includes(alert));
  // Latency shares its series with errors.
  expect(new Set(others)).toEqual(new Set(["LatencyBudgetBurn", "Watchdog"]));
});

test("every recording has an exact value somewhere, or is known to be empty", () => {
  const asked = cases.flatMap(({ promql_expr_test = [] }) => promql_expr_test);
  const tested = asked.map(({ expr }: { expr: string }) => /^round\(([\w:]+)/.exec(expr)?.[1]);
  const named = recordingRules().flatMap(({ rules }) => rules.map(({ record }) => record));
  expect(named.filter((name) => !tested.includes(name))).toEqual([]);
});

test("an alert without a runbook stops synth, naming the page to write", () => {
  const [group] = allAlerts();
  const rule = { ...group!.rules[0]!, alert: "NobodyKnows" };
  expect(missingRunbooks()).toEqual([]);
  expect(missingRunbooks([{ ...group!, rules: [rule] }]).map(faultLine)).toEqual([
    "docs/runbooks/NobodyKnows.md: is missing: alert NobodyKnows sends on-call there. Write it",
  ]);
});
