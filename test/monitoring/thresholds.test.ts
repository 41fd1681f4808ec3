import { dashboard } from "../../monitoring/grafana/dashboard";
import { dashboards } from "../../monitoring/grafana/dashboards";
import { alertsAt } from "../../monitoring/rules/rule-file";
import {
  type Thresholds,
  defaultThresholds,
  percent,
  rounded,
  thresholdProps,
} from "../../monitoring/rules/threshold-props";
import { alertsOf } from "../../operations/facts/alerts";
import { propsOf } from "../../verify/props/prop-list";
import { environmentWith, faultsOf, synthesized } from "../support/environments";

/** What people read of bounds: texts of alerts, and the lines that panels draw. With what it is about, and what it is made of. */
const readings = (thresholds: Thresholds) => [
  ...alertsAt(thresholds)
    .flatMap(({ rules }) => rules)
    .map(({ alert, expr, annotations: { summary, description } }) => ({
      ...{ about: [alert], text: `${summary} ${description}`, source: expr },
    })),
  ...dashboards(thresholds)
    .flatMap((props) => dashboard(props, "https://runbooks.example.com").panels as any[])
    .map((panel) => ({
      about: [panel.title, ...(panel.links ?? []).map(({ url }: any) => /(\w+)\.md$/.exec(url)?.[1])],
      text: JSON.stringify(panel.fieldConfig?.defaults.thresholds.steps),
      source: JSON.stringify(panel),
    })),
];

/** A number as texts say it, each time with what it counts, and where lines are drawn: also at the first that is too many, and at what is used instead of free. */
const forms = (bound: number) => [
  percent(bound),
  `${rounded(bound * 1000)} ms`,
  `${rounded(bound / 1e6)} MB`,
  ...["s", "days", "hours", "times", "documents"].map((unit) => `${rounded(bound)} ${unit}`),
  ...[bound, bound * 86_400, bound + 1, Number(rounded(1 - bound))].map((line) => `"value":${line}`),
];
const says = (text: string, form = "") => new RegExp(`(?<![\\d.])${form}(?![\\w.])`).test(text);

const numbers = propsOf(thresholdProps).filter(({ kind }) => kind === "number");

test.each(numbers)(
  "whoever sets $path gets it in alerts' expressions and texts, and panels' lines",
  (prop) => {
    const name = prop.path as keyof Thresholds;
    const before = readings(defaultThresholds);
    const { minValue, maxValue } = prop.schema as any;
    for (const bound of [minValue, maxValue].filter((edge) => edge !== defaultThresholds[name])) {
      const after = readings({ ...defaultThresholds, [name]: bound });
      const moved = before.flatMap(({ about, source }, i) => (after[i]!.source === source ? [] : about));
      const asked = after.filter(({ source }, i) => source !== before[i]!.source && !source.startsWith("{"));
      const asks = asked.map(({ source }) =>
        [bound, bound * 3600].some((one) => source.includes(String(one))),
      );
      expect(new Set(asks)).toEqual(new Set([true]));
      const stale = before.flatMap(({ about, text }, i) => {
        const said = forms(defaultThresholds[name]).findIndex((form) => says(text, form));
        const isMeant = said >= 0 && about.some((one) => moved.includes(one));
        const now = after[i]!.text;
        return isMeant && !says(now, forms(bound)[said]) ? [`${about[0]}: ${now}`] : [];
      });
      expect(stale).toEqual([]);
    }
  },
);

test("an environment's own thresholds reach its Prometheus and its Grafana", () => {
  const { manifests, find } = synthesized(environmentWith({ "monitoring.thresholds.errorRatio": 0.0123 }));
  const { expr, annotations } = alertsOf(manifests).find(({ alert }) => alert === "HighErrorRate")!;
  expect(expr).toMatch(/ > 0\.0123$/);
  expect(annotations.description).toMatch(/^More than 1\.23 % /);
  const overview = find("ConfigMap", "grafana-dashboard-fingerprint-api-overview")["data"];
  expect(JSON.stringify(overview)).toContain('value\\": 0.0123');
});

test("a bound that the autoscaler keeps each pod above is told until it is raised", () => {
  const busy = { "api.resources.cpu.request": "1", "api.replicas.cpu": 90 };
  expect(faultsOf(busy).map(({ path }) => path)).toEqual(["staging.monitoring.thresholds.cpuRatio"]);
  expect(faultsOf({ ...busy, "monitoring.thresholds.cpuRatio": 0.95 })).toEqual([]);
});
