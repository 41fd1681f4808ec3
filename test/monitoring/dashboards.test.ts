import { existsSync } from "node:fs";
import { checkedContent, dashboardFiles } from "../../monitoring/grafana/dashboards";
import { defaultThresholds } from "../../monitoring/rules/threshold-props";
import { everyExample } from "../support/examples";
import { queryFaults } from "./query-faults";

const runbooksUrl = "https://runbooks.example.com";
const dashboards = dashboardFiles(runbooksUrl, defaultThresholds).map(({ uid, json }) => ({
  uid,
  model: JSON.parse(json),
}));
const panels = dashboards.flatMap(({ uid, model }) =>
  model.panels
    .filter(({ type }: any) => type !== "row")
    .map((panel: any) => ({ name: `${uid}: ${panel.title}`, panel })),
);

test.each([
  ["a misspelt key", { bound: { critical: 1 } }, /overview\.yml: .*Unrecognized key: "bound"\n.*at top\[0\]/],
  ["a unit that Grafana does not have", { unit: "seconds" }, /overview\.yml: .*\n.*at top\[0\]\.unit/],
  ["a panel that Grafana has removed", { type: "graph" }, /at top\[0\]\.type/],
])("%s in a dashboard's file is refused, not shown as Grafana's default", (_, change, message) => {
  const sound = { type: "stat", title: "Up", description: "", queries: { up: "up" } };
  const withPanel = (one: object) => ({ title: "", description: "", tags: [], top: [one] });
  expect(checkedContent("overview", withPanel(sound)).top).toEqual([sound]);
  expect(() => checkedContent("overview", withPanel({ ...sound, ...change }))).toThrow(message);
});

// The rules of Grafana's dashboard-linter that types don't hold. Left out: a job and an instance to choose, since jobs are fixed here.
test.each(dashboards)(
  "$uid is the bare model that provisioning reads, with a datasource to choose, in a ConfigMap of its own",
  ({ uid, model }) => {
    expect(model.dashboard).toBeUndefined();
    expect(model.editable).toBe(false);
    expect(model.templating.list).toMatchObject([
      { name: "datasource", type: "datasource", query: "prometheus" },
    ]);
    const ids = model.panels.map(({ id }: any) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { find } of everyExample)
      expect(Object.keys(find("ConfigMap", `grafana-dashboard-${uid}`)["data"])).toEqual([`${uid}.json`]);
  },
);

test.each(panels)(
  "$name says what it shows, and asks sound queries at the zoom's own interval",
  ({ panel: { description, targets, links = [] } }) => {
    expect(description).toMatch(/\S{2}.*\./);
    expect(targets.length).toBeGreaterThan(0);
    for (const { expr, legendFormat } of targets) {
      expect(queryFaults(expr)).toEqual([]);
      expect(expr).not.toMatch(/(?<!\w)i?rate\([^[]*\[(?!\$__rate_interval)/);
      expect(legendFormat).toMatch(/\S/);
    }
    const pages = links.map(({ url }: any) => url.replace(runbooksUrl, "docs/runbooks"));
    expect(pages.filter((page: string) => !existsSync(page))).toEqual([]);
  },
);

test("a number that counts something is 0 when there is nothing to count, not what it was last", () => {
  const counting = panels
    .filter(({ panel }) => panel.type === "stat")
    .map(({ panel }): string => panel.targets[0].expr)
    .filter((expr) => /^(count|max)\(.* == |ALERTS/s.test(expr));
  expect(counting.length).toBeGreaterThan(4);
  expect(counting.filter((expr) => !expr.endsWith(" or vector(0)"))).toEqual([]);
});
