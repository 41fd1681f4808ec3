import { createHash } from "node:crypto";
import { join } from "node:path";
import { type TemplateView, fillYaml } from "../../lib/render-template";
import { dashboardUids } from "../../monitoring/grafana/dashboard-uids";
import { allRecordings, ruleFile } from "../../monitoring/rules/rule-file";
import type { AlertGroup, RecordingGroup, RuleGroup } from "../../monitoring/rules/rule-types";
import type { Thresholds } from "../../monitoring/rules/threshold-props";
import { amounts } from "./amounts";

/** A file as `promtool test rules` reads it. JSON is YAML. */
export interface PromtoolFile {
  readonly name: string;
  readonly content: string;
}

type Texts = Readonly<Record<string, string>>;

/** A firing alert: what is said of it, and where nothing is, what its alert always bears. */
interface ExpectedAlert {
  readonly exp_labels?: Texts;
  readonly exp_annotations?: Texts;
}

/** One of promtool's tests. */
interface RuleTest {
  readonly name: string;
  readonly input_series?: readonly { readonly series: string; readonly values: string }[];
}

export interface AlertTest extends RuleTest {
  readonly alert_rule_test: readonly {
    readonly eval_time: string;
    /** @default nothing fires */
    readonly exp_alerts?: readonly ExpectedAlert[];
  }[];
}

/** What recording rules make of a run of series. */
export interface RecordingTest extends RuleTest {
  readonly promql_expr_test: readonly {
    readonly expr: string;
    readonly eval_time: string;
    /** Every sample that there is. @default none */
    readonly exp_samples?: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

/** An alert with what it is expected to be, said apart from the rule itself, and its tests. */
export interface AlertCases extends Required<ExpectedAlert> {
  readonly alertname: string;
  readonly tests: readonly AlertTest[];
}

const read = (name: string, view: TemplateView) => fillYaml(join(__dirname, "cases", `${name}.yml`), view);

/** Every alert with its tests, on both sides of these bounds. A test holds this list against the rules, so that none is left out. */
export function alertCases(thresholds: Thresholds): AlertCases[] {
  const views = { ...amounts(thresholds), "burn-rate": {} };
  return Object.entries(views).flatMap(([name, view]) => read(name, view) as AlertCases[]);
}

export const recordingCases = () => read("recordings", {}) as readonly RecordingTest[];

const links = { runbooksUrl: "https://runbooks.example.com", grafanaUrl: "https://grafana.example.com" };

/** What promtool needs to know of every test file. The same tests of the same rules have one name, and so run once. */
function testFile(name: string, groups: readonly RuleGroup[], tests: readonly RuleTest[]): PromtoolFile[] {
  const content = JSON.stringify([groups, tests]);
  const id = `${name}-${createHash("sha256").update(content).digest("hex").slice(0, 8)}`;
  const rules = `${id}-rules.json`;
  const test = {
    rule_files: [rules],
    evaluation_interval: "15s",
    // Ignores the last bit.
    fuzzy_compare: true,
    // Recordings first, so that an alert sees the value of its own moment.
    group_eval_order: groups.map((group) => group.name),
    tests: tests.map((one) => ({ interval: "15s", ...one })),
  };
  return [
    { name: rules, content: JSON.stringify(ruleFile(groups, links)) },
    { name: `${id}.json`, content: JSON.stringify(test) },
  ];
}

/** The groups of recordings that some rules ask for: all others would only cost time. */
const recordingsFor = (expressions: readonly string[]): RecordingGroup[] =>
  allRecordings().filter(({ rules }) =>
    rules.some(({ record }) => expressions.some((expr) => expr.includes(record))),
  );

/** The tests of one of the alerts, with the recordings that it asks for. */
export function alertTests(expected: AlertCases, alerts: readonly AlertGroup[]): PromtoolFile[] {
  const { alertname, exp_labels, exp_annotations, tests } = expected;
  const severity = exp_labels["severity"] ?? "";
  // Objectives share a name.
  const groups = alerts
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => rule.alert === alertname && rule.labels.severity === severity),
    }))
    .filter(({ rules }) => rules.length > 0);
  const rules = groups.flatMap((group) => group.rules);
  if (rules.length === 0) throw new Error(`there is no alert ${alertname} of severity ${severity}`);

  const whole = (one: ExpectedAlert) => {
    const labels: Texts = { ...exp_labels, ...one.exp_labels };
    const rule = rules.find(({ labels: own }) => own["objective"] === labels["objective"]);
    const description = rule?.annotations.description.replaceAll(
      /\{\{ \$labels\.(\w+) \}\}/g,
      (_, label: string) => labels[label] ?? "",
    );
    const ofRule = {
      description,
      runbook_url: `${links.runbooksUrl}/${alertname}.md`,
      dashboard_url: rule && `${links.grafanaUrl}/d/${dashboardUids[rule.annotations.dashboard]}`,
    };
    return { exp_labels: labels, exp_annotations: { ...ofRule, ...exp_annotations, ...one.exp_annotations } };
  };
  return testFile(
    `${alertname}-${severity}`,
    [...recordingsFor(rules.map(({ expr }) => expr)), ...groups],
    tests.map(({ alert_rule_test: moments, ...test }) => ({
      ...test,
      alert_rule_test: moments.map(({ eval_time, exp_alerts = [] }) => ({
        ...{ alertname, eval_time, exp_alerts: exp_alerts.map(whole) },
      })),
    })),
  );
}

/** The tests of the recording rules. */
export function recordingTests(name: string, tests: readonly RecordingTest[]): PromtoolFile[] {
  return testFile(
    name,
    allRecordings(),
    tests.map((test) => ({
      ...test,
      // Rates differ from the exact value in the 16th digit.
      promql_expr_test: test.promql_expr_test.map((one) => ({ ...one, expr: `round(${one.expr}, 1e-9)` })),
    })),
  );
}
