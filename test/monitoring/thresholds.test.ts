import fc from "fast-check";
import { alertsOf } from "../../operations/facts/alerts";
import { dashboard } from "../../monitoring/grafana/dashboard";
import { dashboards } from "../../monitoring/grafana/dashboards";
import { alertsAt } from "../../monitoring/rules/rule-file";
import type { AlertRule } from "../../monitoring/rules/rule-types";
import {
  type Thresholds,
  defaultThresholds,
  percent,
  rounded,
  thresholdProps,
} from "../../monitoring/rules/threshold-props";
import { propsOf } from "../../verify/props/prop-list";
import { environmentWith, faultsOf, synthesized } from "../support/environments";

const numbers = propsOf(thresholdProps).filter(({ kind }) => kind === "number");
const rules = (thresholds: Thresholds) => alertsAt(thresholds).flatMap((group) => group.rules);
const panels = (thresholds: Thresholds) =>
  dashboards(thresholds).flatMap((props) => dashboard(props, "https://runbooks.example.com").panels as any[]);

/** A number as texts of alerts say it, each time with what it counts. */
const phrases = (bound: number) => [
  percent(bound),
  `${rounded(bound * 1000)} ms`,
  `${rounded(bound / 1e6)} MB`,
  ...["s", "days", "hours", "times", "documents"].map((unit) => `${rounded(bound)} ${unit}`),
];
const says = (text: string, phrase: string) => new RegExp(`(?<![\\d.])${phrase}(?!\\w)`).test(text);
const textOf = ({ summary, description }: AlertRule["annotations"]) => `${summary} ${description}`;
/** The values at which panels draw a bound: in their unit, the first that is too many, or what is used instead of what is free. */
const lines = (bound: number) => [bound, bound * 86_400, bound + 1, Number(rounded(1 - bound))];
const steps = (panel: any): number[] =>
  (panel.fieldConfig?.defaults.thresholds.steps ?? []).map(({ value }: { value: number }) => value);

/** What in the alerts and dashboards does not follow a threshold. */
function stale(name: keyof Thresholds, bound: number): string[] {
  const before = defaultThresholds[name];
  const after = { ...defaultThresholds, [name]: bound };
  const [olds, news] = [rules(defaultThresholds), rules(after)];
  const moved = olds.flatMap((old, i) => (old.expr === news[i]!.expr ? [] : [{ old, new: news[i]! }]));
  const texts = moved.flatMap(({ old, new: { alert, annotations } }) =>
    phrases(before).flatMap((phrase, i) => {
      if (!says(textOf(old.annotations), phrase)) return [];
      const text = textOf(annotations);
      return says(text, phrases(bound)[i]!) && !says(text, phrase) ? [] : [`${alert} says: ${text}`];
    }),
  );
  const expressions = moved
    .filter(({ new: { expr } }) => !expr.includes(String(bound)) && !expr.includes(String(bound * 3600)))
    .map(({ new: { alert, expr } }) => `${alert} asks: ${expr}`);
  const drawn = panels(after);
  const led = (panel: any) =>
    moved.some(({ old }) => JSON.stringify(panel.links ?? []).includes(`/${old.alert}.md`));
  const still = panels(defaultThresholds).flatMap((old, i) => {
    const line = lines(before).findIndex((value) => steps(old).includes(value));
    const isMeant = led(old) || JSON.stringify(old) !== JSON.stringify(drawn[i]);
    if (line < 0 || !isMeant) return [];
    return steps(drawn[i]).includes(lines(bound)[line]!)
      ? []
      : [`${old.title} draws: ${steps(drawn[i]).join()}`];
  });
  return [...(moved.length === 0 ? [`${name} moves no alert`] : []), ...texts, ...expressions, ...still];
}

test.each(numbers)(
  "whoever sets $path gets it in the alert's expression, its text and the dashboard's line, and nowhere the old one",
  ({ path, schema, format }) => {
    const name = path as keyof Thresholds;
    const { minValue, maxValue } = schema as any;
    const by = format === "decimal" ? 1000 : 1;
    const values = fc.integer({ min: Math.ceil(minValue * by), max: Math.min(maxValue * by, 2 ** 31 - 1) });
    const others = values.map((value) => value / by).filter((value) => value !== defaultThresholds[name]);
    fc.assert(
      fc.property(others, (bound) => {
        expect(stale(name, bound)).toEqual([]);
      }),
      { numRuns: 3 },
    );
  },
);

test("an environment's own thresholds reach its Prometheus and its Grafana", () => {
  const { manifests, find } = synthesized(environmentWith({ "monitoring.thresholds.errorRatio": 0.0123 }));
  const { expr, annotations } = alertsOf(manifests).find(({ alert }) => alert === "HighErrorRate")!;
  expect([expr, annotations.description]).toEqual([
    expect.stringMatching(/ > 0\.0123$/),
    expect.stringMatching(/^More than 1\.23 % /),
  ]);
  const overview = find("ConfigMap", "grafana-dashboard-fingerprint-api-overview")["data"];
  expect(JSON.stringify(overview)).toContain('value\\": 0.0123');
});

test("a bound that the autoscaler keeps each pod above is told until it is raised", () => {
  const busy = { "api.resources.cpu.request": "1", "api.replicas.cpu": 90 };
  expect(faultsOf(busy).map(({ path }) => path)).toEqual(["staging.monitoring.thresholds.cpuRatio"]);
  expect(faultsOf({ ...busy, "monitoring.thresholds.cpuRatio": 0.95 })).toEqual([]);
});
