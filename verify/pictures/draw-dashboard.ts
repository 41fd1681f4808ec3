import type { DashboardModel, PanelModel, StatModel, TimeseriesModel } from "../../monitoring/grafana/model";
import type { Unit } from "../../monitoring/grafana/panels";
import type { Ask } from "./history";

/** A point of a curve, which has its name in the legend. */
interface Point {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
  readonly curve: string;
}

/** Pixels of one of Grafana's 24 columns, and of one of its rows. */
const unit = { x: 44, y: 30 };
const heading = 46;
const gap = 4;

const colors: Readonly<Record<string, string>> = { green: "#2f8f46", orange: "#c77700", red: "#c0392b" };

/** How a value of a unit is written, as an expression of Vega's. */
function written({ fieldConfig }: PanelModel, value: string): string {
  const short = `format(${value}, '.3~s')`;
  const count = `format(${value}, abs(${value}) < 10000 ? '.3~r' : '.3~s')`;
  const texts: Readonly<Record<Unit, string>> = {
    bytes: `${short} + 'B'`,
    Bps: `${short} + 'B/s'`,
    dtdurations: `format(${value} / 86400, '.3~r') + ' days'`,
    iops: `${count} + ' /s'`,
    none: count,
    ops: `${count} + ' /s'`,
    percentunit: `format(${value}, '.3~p')`,
    reqps: `${count} + ' req/s'`,
    s: `${short} + 's'`,
    short: count,
  };
  return texts[fieldConfig.defaults.unit as Unit];
}

const stepsOf = ({ fieldConfig }: PanelModel) =>
  (fieldConfig.defaults.thresholds?.steps ?? []) as readonly { value: number | null; color: string }[];

const time = {
  field: "time",
  type: "temporal",
  scale: { type: "utc" },
  axis: { title: null, format: "%H:%M", tickCount: 6, grid: false },
};
const value = { field: "value", type: "quantitative" };

/** Curves, the panel's bounds as dashed lines, and a mark where an alert began to fire. */
function curves(panel: TimeseriesModel, points: readonly Point[], alerts: readonly number[], width: number) {
  const { min, max, custom } = panel.fieldConfig.defaults;
  const bounds = stepsOf(panel).filter((step) => custom?.thresholdsStyle && step.value !== null);
  const isFlat = [...points, ...bounds].every((one) => one.value === 0);
  // A letter takes so many pixels, and so does the line before a name.
  const longest = Math.max(...points.map(({ curve }) => curve.length));
  const columns = Math.floor((width - 80) / (6.5 * longest + 34)) || 1;
  const legend = {
    title: null,
    orient: "bottom",
    columns,
    // More would leave no room for the curves.
    symbolLimit: 3 * columns,
    labelLimit: width - 60,
    symbolType: "stroke",
  };
  return {
    background: "white",
    layer: [
      {
        data: { values: alerts.map((began) => ({ time: began })) },
        mark: { type: "rule", color: colors["red"], opacity: 0.5 },
        encoding: { x: time },
      },
      {
        data: { values: points },
        mark: { type: "line", strokeWidth: 1.2 },
        encoding: {
          x: time,
          y: {
            ...value,
            scale: { domainMin: min, domainMax: max ?? (isFlat ? 1 : undefined) },
            axis: { title: null, tickCount: 5, labelExpr: written(panel, "datum.value") },
          },
          color: {
            field: "curve",
            type: "nominal",
            sort: null,
            legend: panel.options.legend.showLegend ? legend : null,
          },
        },
      },
      ...bounds.map((bound) => ({
        data: { values: [bound] },
        mark: { type: "rule", color: colors[bound.color], strokeDash: [5, 4] },
        encoding: { y: value },
      })),
    ],
  };
}

/** The last value, on the colour of the step that it has reached, with its course behind it. */
function number(panel: StatModel, points: readonly Point[]) {
  const last = points.at(-1);
  const largest = Math.max(1e-9, ...points.map((point) => point.value));
  const reached = stepsOf(panel).filter((step) => step.value === null || (last?.value ?? -1) >= step.value);
  const { noValue } = panel.fieldConfig.defaults;
  const text = last ? written(panel, "datum.value") : JSON.stringify(noValue);
  return {
    background: colors[reached.at(-1)?.color ?? "green"],
    layer: [
      {
        data: { values: points },
        mark: { type: "area", color: "white", opacity: 0.25 },
        encoding: {
          x: { ...time, axis: null },
          y: { ...value, axis: null, scale: { domain: [0, 2.5 * largest], clamp: true } },
        },
      },
      {
        data: { values: [last ?? {}] },
        transform: [{ calculate: text, as: "text" }],
        mark: { type: "text", fontSize: 30, fontWeight: "bold", color: "white" },
        encoding: { text: { field: "text" } },
      },
    ],
  };
}

async function drawPanel(
  panel: PanelModel,
  points: readonly Point[],
  alerts: readonly number[],
  size: { readonly width: number; readonly height: number },
): Promise<string> {
  // They are ES modules alone.
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const isNumber = panel.type === "stat";
  const spec = {
    ...(isNumber ? number(panel, points) : curves(panel, points, alerts, size.width)),
    ...size,
    padding: 8,
    autosize: { type: "fit", contains: "padding" },
    title: { text: panel.title, anchor: "start", fontSize: 12, color: isNumber ? "white" : "#333" },
    config: {
      aria: false,
      view: { stroke: null },
      font: "sans-serif",
      axis: { labelColor: "#555", gridColor: "#eee" },
    },
  };
  return new vega.View(vega.parse(vegaLite.compile(spec as never).spec), { renderer: "none" }).toSVG();
}

/** What a panel's queries get, by the names in its legend. Grafana fills in a window that fits the zoom. */
async function pointsOf({ targets }: PanelModel, ask: Ask): Promise<Point[]> {
  const points: Point[] = [];
  for (const { expr, legendFormat = "" } of targets)
    for (const { metric, values } of await ask(expr.replaceAll("$__rate_interval", "5m"))) {
      const curve = legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? "");
      points.push(...values.map(([second, text]) => ({ time: second * 1000, value: Number(text), curve })));
    }
  return points;
}

const label = (x: number, y: number, text: string, more: string) =>
  `<text x="${x}" y="${y}" font-family="sans-serif" ${more}>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`;

/**
 * A dashboard as an SVG image: its panels where they are, each with what its queries get.
 *
 * @throws where a panel shows nothing, and does not say what to show then
 */
export async function drawDashboard(dashboard: DashboardModel, ask: Ask): Promise<string> {
  const marks = (dashboard.annotations.list ?? []).map(({ expr = "" }) => expr);
  const firing = (await Promise.all(marks.map(ask))).flat();
  const alerts = firing.flatMap(({ values }) => (values[0] ? [values[0][0] * 1000] : []));
  const parts: string[] = [];
  let height = 0;
  for (const panel of dashboard.panels) {
    const { x, y, w, h } = panel.gridPos!;
    const [left, top] = [x * unit.x + gap, heading + y * unit.y + gap];
    height = Math.max(height, heading + (y + h) * unit.y + gap);
    if (panel.type === "row") {
      parts.push(label(left, top + 16, panel.title ?? "", 'font-size="13" font-weight="bold" fill="#333"'));
      continue;
    }
    const points = await pointsOf(panel, ask);
    if (points.length === 0 && panel.fieldConfig.defaults.noValue === undefined)
      throw new Error(
        `"${panel.title}" of ${dashboard.title} shows nothing: add its series to ordinary-day.yaml`,
      );
    const size = { width: w * unit.x - 2 * gap, height: h * unit.y - 2 * gap };
    const svg = await drawPanel(panel, points, alerts, size);
    parts.push(svg.replace("<svg ", `<svg x="${left}" y="${top}" `));
  }
  const width = 24 * unit.x;
  const said = "A drawing of the dashboard's JSON with the data of an invented day. Grafana looks different.";
  const image = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="#f4f5f5"/>`,
    label(gap, 20, dashboard.title, 'font-size="16" font-weight="bold" fill="#222"'),
    label(gap, 38, said, 'font-size="11" fill="#555"'),
    ...parts,
    "</svg>\n",
  ].join("\n");
  // Finer than a tenth of a pixel nobody sees, and processors differ there.
  return image.replaceAll(/<[^>]+>/g, (tag) =>
    tag.replaceAll(/-?\d+\.\d+/g, (digits) => String(Number(Number(digits).toFixed(1)))),
  );
}
