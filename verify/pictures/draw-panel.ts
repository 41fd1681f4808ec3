import type { PanelModel, StatModel, TimeseriesModel } from "../../monitoring/grafana/model";
import type { Unit } from "../../monitoring/grafana/panels";
import { scaleOf } from "./scale";

/** A point of a curve. */
export interface Point {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly value: number;
  /** Name in the legend. */
  readonly curve: string;
}

/** What a panel shows. */
export interface PanelData {
  readonly points: readonly Point[];
  /** When alerts began to fire, in milliseconds since 1970. */
  readonly alerts: readonly number[];
}

const colors: Readonly<Record<string, string>> = { green: "#2f8f46", orange: "#c77700", red: "#c0392b" };

const stepsOf = ({ fieldConfig }: PanelModel) =>
  (fieldConfig.defaults.thresholds?.steps ?? []) as readonly { value: number | null; color: string }[];

const timeAxis = {
  field: "time",
  type: "temporal",
  scale: { type: "utc" },
  axis: { title: null, format: "%H:%M", tickCount: 6, grid: false },
} as const;

/** Columns that a legend has room for: a name takes so many pixels a letter, and a line before it. */
function legendColumns(points: readonly Point[], width: number): number {
  const longest = Math.max(...points.map(({ curve }) => curve.length));
  return Math.max(1, Math.floor((width - 80) / (longest * 6.5 + 34)));
}

/** The bounds that a panel shows as lines. */
function boundsOf(panel: TimeseriesModel) {
  const { custom } = panel.fieldConfig.defaults;
  return custom?.thresholdsStyle ? stepsOf(panel).filter(({ value }) => value !== null) : [];
}

/** Curves, the panel's bounds as dashed lines, and a mark where an alert began to fire. */
function curves(panel: TimeseriesModel, { points, alerts }: PanelData, width: number) {
  const { unit, min, max } = panel.fieldConfig.defaults;
  const bounds = boundsOf(panel);
  const largest = Math.max(...points.map(({ value }) => value), ...bounds.map(({ value }) => value ?? 0));
  const { factor, suffix } = scaleOf(unit as Unit, largest);
  const values = points.map(({ value, ...point }) => ({ ...point, value: value * factor }));
  const end = max ?? (largest > 0 ? undefined : 1);
  const domain = {
    ...(min !== undefined && { domainMin: min }),
    ...(end !== undefined && { domainMax: end * factor }),
  };
  const columns = legendColumns(points, width);
  return [
    {
      data: { values: alerts.map((time) => ({ time })) },
      mark: { type: "rule", color: colors["red"], opacity: 0.5 },
      encoding: { x: timeAxis },
    },
    {
      data: { values },
      mark: { type: "line", strokeWidth: 1.2 },
      encoding: {
        x: timeAxis,
        y: {
          field: "value",
          type: "quantitative",
          scale: domain,
          axis: { title: null, tickCount: 5, labelExpr: `datum.label + '${suffix}'` },
        },
        color: {
          field: "curve",
          type: "nominal",
          sort: null,
          legend: panel.options.legend.showLegend
            ? {
                title: null,
                orient: "bottom",
                columns,
                // More would leave no room for the curves.
                symbolLimit: 3 * columns,
                labelLimit: width - 60,
                symbolType: "stroke",
              }
            : null,
        },
      },
    },
    ...bounds.map(({ value, color }) => ({
      data: { values: [{ value: (value ?? 0) * factor }] },
      mark: { type: "rule", color: colors[color], strokeDash: [5, 4] },
      encoding: { y: { field: "value", type: "quantitative" } },
    })),
  ];
}

/** The last value, on the colour of the step that it has reached, with its course behind it. */
function number(panel: StatModel, { points }: PanelData) {
  const last = points.at(-1)?.value;
  const { factor, suffix } = scaleOf(panel.fieldConfig.defaults.unit as Unit, last ?? 0);
  const largest = Math.max(1e-9, ...points.map(({ value }) => value));
  const reached = stepsOf(panel).filter(({ value }) => value === null || (last ?? -Infinity) >= value);
  const { noValue = "No data" } = panel.fieldConfig.defaults;
  const text = last === undefined ? noValue : `${String(Number((last * factor).toPrecision(3)))}${suffix}`;
  return {
    background: colors[reached.at(-1)?.color ?? "green"],
    layer: [
      {
        data: { values: points },
        mark: { type: "area", color: "white", opacity: 0.25 },
        encoding: {
          x: { ...timeAxis, axis: null },
          y: {
            field: "value",
            type: "quantitative",
            axis: null,
            scale: { domain: [0, 2.5 * largest], clamp: true },
          },
        },
      },
      {
        data: { values: [{ text }] },
        mark: { type: "text", fontSize: 30, fontWeight: "bold", color: "white" },
        encoding: { text: { field: "text" } },
      },
    ],
  };
}

/** A panel as an SVG element of a size in pixels. */
export async function drawPanel(
  panel: PanelModel,
  data: PanelData,
  width: number,
  height: number,
): Promise<string> {
  // They are ES modules alone.
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const spec = {
    ...(panel.type === "stat"
      ? number(panel, data)
      : { background: "white", layer: curves(panel, data, width) }),
    width,
    height,
    padding: 8,
    autosize: { type: "fit", contains: "padding" },
    title: {
      text: panel.title,
      anchor: "start",
      fontSize: 12,
      color: panel.type === "stat" ? "white" : "#333",
    },
    config: {
      aria: false,
      view: { stroke: null },
      font: "sans-serif",
      axis: { labelColor: "#555", gridColor: "#eee" },
    },
  };
  const view = new vega.View(vega.parse(vegaLite.compile(spec as never).spec), { renderer: "none" });
  return view.toSVG();
}
