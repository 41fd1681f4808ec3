import { z } from "zod";
import type { LinkModel, PanelModel } from "./model";

/** Units as Grafana names them. `percentunit` is a share from 0 to 1, `s` seconds, `reqps` requests a second. */
const units = [
  "bytes",
  "Bps",
  "dtdurations",
  "iops",
  "none",
  "ops",
  "percentunit",
  "reqps",
  "s",
  "short",
] as const;

export type Unit = (typeof units)[number];

/** Where a value turns from good to bad. */
const bounds = z.strictObject({
  warning: z.number().optional(),
  critical: z.number().optional(),
  /** Low values are the bad ones, as for availability. @default false */
  lowIsBad: z.boolean().optional(),
});

/** A panel, whose place and number the dashboard decides. */
export const panelProps = z.strictObject({
  /** Curves over time, with the alert's bound as a line, or one number, coloured by its bounds, with its recent course behind it. */
  type: z.enum(["timeseries", "stat"]),
  /** Unique on its dashboard: links to a panel are made of it. */
  title: z.string(),
  /** What is shown, and what is normal. */
  description: z.string(),
  /** @default "none", for what is counted */
  unit: z.enum(units).optional(),
  /**
   * PromQL by its name in the legend, in which `{{label}}` is filled in. Rates are asked over `$__rate_interval`, a window
   * that fits every zoom. A number is the last that there was: what it counts is over when `or vector(0)` says so.
   */
  queries: z.record(z.string(), z.string()),
  bounds: bounds.optional(),
  /** Columns of 24. @default 8 for curves, 6 for numbers */
  width: z.number().optional(),
  /** @default 8 for curves, 4 for numbers */
  height: z.number().optional(),
  /** Shown while there is no value. */
  noValue: z.string().optional(),
  /** Upper end of the axis, where it is known. */
  max: z.number().optional(),
  /** The alert on this quantity; the panel links to its runbook. */
  alert: z.string().optional(),
});

export type PanelProps = z.output<typeof panelProps>;

/** The datasource that the viewer chose on top of the dashboard. */
const datasource = { type: "prometheus", uid: "${datasource}" } as const;
const colors = { good: "green", warning: "orange", critical: "red" } as const;

/** Steps in ascending order; the first has no value and reaches down to minus infinity. */
function thresholdSteps({ warning, critical, lowIsBad }: z.output<typeof bounds>) {
  const steps = [
    ...(warning === undefined ? [] : [{ value: warning, color: colors.warning }]),
    ...(critical === undefined ? [] : [{ value: critical, color: colors.critical }]),
  ];
  if (!lowIsBad) return [{ value: null, color: colors.good }, ...steps];
  // Below critical is red, below warning orange, above both green.
  const ascending = [...steps].sort((a, b) => a.value - b.value);
  return [
    { value: null, color: ascending[0]?.color ?? colors.good },
    ...ascending.map(({ value }, i) => ({ value, color: ascending[i + 1]?.color ?? colors.good })),
  ];
}

const runbookLink = (alert: string, runbooksUrl: string): LinkModel => ({
  title: `Runbook: ${alert}`,
  type: "link",
  icon: "",
  tooltip: "",
  tags: [],
  asDropdown: false,
  placement: "inControlsMenu",
  targetBlank: true,
  includeVars: false,
  keepTime: false,
  url: `${runbooksUrl}/${alert}.md`,
});

function common({ title, description, queries, alert }: PanelProps, runbooksUrl: string) {
  return {
    transparent: false,
    repeatDirection: "h" as const,
    title,
    description,
    datasource,
    ...(alert !== undefined && { links: [runbookLink(alert, runbooksUrl)] }),
    targets: Object.entries(queries).map(([legendFormat, expr], i) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + i),
      datasource,
      expr,
      legendFormat,
      range: true,
      instant: false,
    })),
  };
}

const fieldDefaults = ({ unit = "none", bounds = {}, max, noValue }: PanelProps) => ({
  unit,
  thresholds: { mode: "absolute" as const, steps: thresholdSteps(bounds) },
  ...(max !== undefined && { min: 0, max }),
  ...(noValue !== undefined && { noValue }),
});

export const sizeOf = ({ type, width, height }: PanelProps) =>
  type === "stat" ? { width: width ?? 6, height: height ?? 4 } : { width: width ?? 8, height: height ?? 8 };

export function panelModel(props: PanelProps, runbooksUrl: string): PanelModel {
  if (props.type === "stat")
    return {
      type: "stat",
      ...common(props, runbooksUrl),
      options: {
        graphMode: "area",
        colorMode: "background",
        justifyMode: "auto",
        textMode: "auto",
        wideLayout: true,
        showPercentChange: false,
        reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
        percentChangeColorMode: "standard",
        orientation: "auto",
      },
      fieldConfig: { defaults: fieldDefaults(props), overrides: [] },
    };
  const legends = Object.keys(props.queries);
  return {
    type: "timeseries",
    ...common(props, runbooksUrl),
    options: {
      legend: {
        showLegend: legends.length > 1 || legends.join().includes("{{"),
        displayMode: "list",
        placement: "bottom",
        calcs: [],
      },
      tooltip: { mode: "multi", sort: "desc" },
    },
    fieldConfig: {
      defaults: {
        custom: {
          fillOpacity: 10,
          showPoints: "never",
          ...(props.bounds && { thresholdsStyle: { mode: "dashed" } }),
        },
        ...fieldDefaults(props),
        ...(props.max === undefined && { min: 0 }),
      },
      overrides: [],
    },
  };
}
