import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkedContent, dashboardFiles } from "../../monitoring/grafana/dashboards";
import type { DashboardModel, StatModel, TimeseriesModel } from "../../monitoring/grafana/model";
import { defaultThresholds } from "../../monitoring/rules/threshold-props";
import { everyExample } from "../support/every-example";
import { type Place, overlaps } from "../support/overlaps";
import { queryFaults } from "./support/query-faults";

const runbooksUrl = "https://runbooks.example.com";
const dashboards = dashboardFiles(runbooksUrl, defaultThresholds).map(({ uid, json }) => ({
  uid,
  json,
  model: JSON.parse(json),
}));
const panels = dashboards.flatMap(({ uid, model }) =>
  model.panels
    .filter(({ type }: any) => type !== "row")
    .map((panel: any) => ({ name: `${uid}: ${panel.title}`, panel })),
);

const units = ["bytes", "Bps", "dtdurations", "iops", "none", "ops", "percentunit", "reqps", "s", "short"];

type Defaults = TimeseriesModel["fieldConfig"]["defaults"];

/** What must not compile: `npm run check` fails where the compiler accepts it. Grafana would show its default instead. */
const refusedByTheCompiler = [
  // @ts-expect-error there are three modes, by number
  (): Pick<DashboardModel, "graphTooltip"> => ({ graphTooltip: 3 }),
  // @ts-expect-error no such way of showing a legend
  (): Partial<TimeseriesModel["options"]["legend"]> => ({ displayMode: "lists" }),
  // @ts-expect-error a misspelt option
  (): Partial<StatModel["options"]> => ({ colourMode: "background" }),
  // @ts-expect-error an option of another kind of panel
  (): Partial<StatModel["options"]> => ({ tooltip: { mode: "multi", sort: "desc" } }),
  // @ts-expect-error a line's style has no mode, but a fill
  (): NonNullable<Defaults["custom"]> => ({ lineStyle: { mode: "dashed" } }),
  // @ts-expect-error a bound without its colour
  (): NonNullable<Defaults["thresholds"]> => ({ mode: "absolute", steps: [{ value: 1 }] }),
  // @ts-expect-error PromQL is `expr`
  (): Partial<StatModel["targets"][number]> => ({ query: "up" }),
];

test("an option that Grafana doesn't know does not compile", () => {
  expect(refusedByTheCompiler).toHaveLength(7);
});

test.each([
  ["a misspelt key", { bound: { critical: 1 } }, /overview\.yml: .*Unrecognized key: "bound"\n.*at top\[0\]/],
  ["a unit that Grafana does not have", { unit: "seconds" }, /overview\.yml: .*\n.*at top\[0\]\.unit/],
  ["a bound that is no number", { bounds: { critical: "5 %" } }, /at top\[0\]\.bounds\.critical/],
])("%s in a dashboard's file is refused, not shown as Grafana's default", (_, change, message) => {
  const sound = { type: "stat", title: "Up", description: "", queries: { up: "up" } };
  const withPanel = (one: object) => ({ title: "", description: "", tags: [], top: [one] });
  expect(checkedContent("overview", withPanel(sound)).top).toEqual([sound]);
  expect(() => checkedContent("overview", withPanel({ ...sound, ...change }))).toThrow(message);
});

// The rules of Grafana's dashboard-linter. Left out: a job and an instance to choose, since jobs are fixed here.
describe.each(dashboards)("$uid", ({ model }) => {
  test("is the bare model that provisioning reads, and not to be edited", () => {
    expect(model.dashboard).toBeUndefined();
    expect(model.schemaVersion).toBeGreaterThan(30);
    expect(model.editable).toBe(false);
    expect(model.id ?? null).toBeNull();
  });

  test("lets the viewer choose the datasource", () => {
    const [variable] = model.templating.list;
    const expected = { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" };
    expect(variable).toMatchObject(expected);
  });

  test("numbers its panels once each, and lays none over another", () => {
    const ids = model.panels.map(({ id }: any) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const places: Place[] = model.panels.map(({ gridPos }: any) => gridPos);
    expect(Math.max(...places.map(({ x, w }) => x + w))).toBeLessThanOrEqual(24);
    expect(overlaps(places)).toEqual([]);
  });
});

describe.each(panels)("$name", ({ panel: model }) => {
  test("says what it shows, in a known unit, by a panel that Grafana still has", () => {
    expect(["timeseries", "stat"]).toContain(model.type);
    expect(model.title).toMatch(/\S/);
    expect(model.description).toMatch(/\S{2}.*\./);
    expect(units).toContain(model.fieldConfig.defaults.unit);
    expect(model.datasource).toEqual({ type: "prometheus", uid: "${datasource}" });
  });

  test("asks sound queries, rates at the zoom's own interval", () => {
    expect(model.targets.length).toBeGreaterThan(0);
    const ids = model.targets.map(({ refId }: any) => refId).join("");
    expect(ids).toBe("ABCDEFGH".slice(0, model.targets.length));
    for (const { expr, datasource, legendFormat } of model.targets) {
      expect(queryFaults(expr)).toEqual([]);
      expect(expr).not.toMatch(/(?<!\w)i?rate\([^[]*\[(?!\$__rate_interval)/);
      expect(datasource.uid).toBe("${datasource}");
      expect(legendFormat).toMatch(/\S/);
    }
  });

  test("leads to runbooks that exist", () => {
    for (const { url } of model.links ?? []) {
      expect(url.startsWith(`${runbooksUrl}/`)).toBe(true);
      expect(existsSync(url.replace(runbooksUrl, join(__dirname, "../../docs/runbooks")))).toBe(true);
    }
  });
});

test("a number that counts something is 0 when there is nothing to count, not what it was last", () => {
  const counting = panels
    .filter(({ panel }) => panel.type === "stat")
    .map(({ name, panel: { targets } }) => [name, targets[0].expr] as const)
    .filter(([, expr]) => /^(count|max)\(.* == |ALERTS/s.test(expr));
  expect(counting.length).toBeGreaterThan(4);
  expect(counting.filter(([, expr]) => !expr.endsWith(" or vector(0)"))).toEqual([]);
});

test("every environment mounts every dashboard, one ConfigMap each, below what can be applied", () => {
  for (const { find } of everyExample) {
    for (const { uid } of dashboards) {
      const map = find("ConfigMap", `grafana-dashboard-${uid}`);
      expect(Object.keys(map["data"])).toEqual([`${uid}.json`]);
      expect(Buffer.byteLength(JSON.stringify(map))).toBeLessThan(256 * 1024);
    }
  }
});
