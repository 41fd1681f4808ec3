import { createHash } from "node:crypto";
import { allRecordings, ruleFile } from "../../monitoring/rules/rule-file";
import type { AlertGroup, AlertRule, RecordingGroup, RuleGroup } from "../../monitoring/rules/rule-types";
import type { AlertCase, AlertCases, Firing, Series } from "./rule-case";

/** A file as `promtool test rules` reads it. JSON is YAML. */
export interface PromtoolFile {
  readonly name: string;
  readonly content: string;
}

const links = { runbooksUrl: "https://runbooks.example.com", grafanaUrl: "https://grafana.example.com" };

/** What promtool needs to know of every test file. The same tests of the same rules have one name, and so run once. */
function testFile(name: string, groups: readonly RuleGroup[], tests: readonly object[]): PromtoolFile[] {
  const content = JSON.stringify([groups, tests]);
  const id = `${name}-${createHash("sha256").update(content).digest("hex").slice(0, 8)}`;
  const rules = `${id}-rules.json`;
  return [
    { name: rules, content: JSON.stringify(ruleFile(groups, links)) },
    {
      name: `${id}.json`,
      content: JSON.stringify({
        rule_files: [rules],
        evaluation_interval: "15s",
        // Ignores the last bit.
        fuzzy_compare: true,
        // Recordings first, so that an alert sees the value of its own moment.
        group_eval_order: groups.map((group) => group.name),
        tests,
      }),
    },
  ];
}

const inputSeries = (series: Series) =>
  Object.entries(series).map(([name, values]) => ({ series: name, values }));

/** The rules of one name and severity; objectives share a name. */
function groupsOf({ alert, severity }: AlertCases, alerts: readonly AlertGroup[]): AlertGroup[] {
  return alerts
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => rule.alert === alert && rule.severity === severity),
    }))
    .filter(({ rules }) => rules.length > 0);
}

/** A text of the rule with its templates filled in, as far as descriptions use them. */
function filled(text: string, labels: Readonly<Record<string, string>>, value = ""): string {
  return text
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? "")
    .replace(/\{\{ \$value[^}]*\}\}/g, value);
}

function expected(
  expectation: AlertCases,
  rules: readonly AlertRule[],
  { labels = {}, summary, value }: Firing,
) {
  const all = {
    severity: expectation.severity,
    service: expectation.service,
    component: expectation.component,
    ...labels,
  };
  const rule =
    rules.find(({ labels: own }) => own?.["objective"] === all["objective" as keyof typeof all]) ?? rules[0];
  return {
    exp_labels: all,
    exp_annotations: {
      summary,
      description: filled(rule?.description ?? "", all, value),
      runbook_url: `${links.runbooksUrl}/${expectation.alert}.md`,
      dashboard_url: `${links.grafanaUrl}/d/${expectation.dashboard}`,
    },
  };
}

function alertTest(expectation: AlertCases, rules: readonly AlertRule[], one: AlertCase) {
  const at = (moment: string, firing: readonly Firing[]) => ({
    alertname: expectation.alert,
    eval_time: moment,
    exp_alerts: firing.map((each) => expected(expectation, rules, each)),
  });
  return {
    name: `${expectation.alert}: ${one.name}`,
    interval: "15s",
    input_series: inputSeries(one.series),
    alert_rule_test: [
      ...one.silentAt.map((moment) => at(moment, [])),
      ...(one.firesAt === undefined ? [] : [at(one.firesAt, one.firing ?? [])]),
    ],
  };
}

/** The groups of recordings that some rules ask for: all others would only cost time. */
function recordingsFor(rules: readonly AlertRule[]): RecordingGroup[] {
  return allRecordings.filter((group) =>
    group.rules.some(({ record }) => rules.some(({ expr }) => expr.includes(record))),
  );
}

/** The tests of one of the alerts, with the recordings that it asks for. */
export function alertTests(expectation: AlertCases, alerts: readonly AlertGroup[]): PromtoolFile[] {
  const groups = groupsOf(expectation, alerts);
  const rules = groups.flatMap((group) => group.rules);
  if (rules.length === 0) {
    throw new Error(`there is no alert ${expectation.alert} of severity ${expectation.severity}`);
  }
  return testFile(
    `${expectation.alert}-${expectation.severity}`,
    [...recordingsFor(rules), ...groups],
    expectation.cases.map((one) => alertTest(expectation, rules, one)),
  );
}

/** One series of a recording rule with its exact value. */
export interface Sample {
  /** Labels without the name, as PromQL prints them. */
  readonly labels: string;
  readonly value: number;
}

/** What recording rules make of a run of series. */
export interface RecordingCase {
  readonly name: string;
  readonly series: Series;
  readonly at: string;
  /** Every sample of each recording, by its name. An empty list means that there is none. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
}

/** The tests of the recording rules. */
export function recordingTests(name: string, cases: readonly RecordingCase[]): PromtoolFile[] {
  return testFile(
    name,
    allRecordings,
    cases.map((one) => ({
      name: one.name,
      interval: "15s",
      input_series: inputSeries(one.series),
      promql_expr_test: Object.entries(one.samples).map(([expr, samples]) => ({
        // Rates differ from the exact value in the 16th digit.
        expr: `round(${expr}, 1e-9)`,
        eval_time: one.at,
        exp_samples: samples,
      })),
    })),
  );
}
