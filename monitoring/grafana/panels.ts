import type { LinkModel, PanelModel, StatModel, TimeseriesModel } from "./model";

/** Units as Grafana names them. `percentunit` is a share from 0 to 1, `s` seconds, `reqps` requests a second. */
export type Unit =
  "bytes" | "Bps" | "dtdurations" | "iops" | "none" | "ops" | "percentunit" | "reqps" | "s" | "short";

/** A counter's rate in PromQL, over a window that fits every zoom. */
export const rate = (selector: string) => `rate(${selector}[$__rate_interval])`;

/** A query that is 0 where it finds nothing: a number is the last that there was, and would stay when what it counts is over. */
export const orZero = (expr: string) => `${expr} or vector(0)`;

/** Where a value turns from good to bad. */
export interface Bounds {
  readonly warning?: number;
  readonly critical?: number;
  /** Low values are the bad ones, as for availability. @default false */
  readonly lowIsBad?: boolean;
}

/** What every panel says. */
export interface PanelProps {
  /** Unique on its dashboard: links to a panel are made of it. */
  readonly title: string;
  /** What is shown, and what is normal. */
  readonly description: string;
  /** @default "none", for what is counted */
  readonly unit?: Unit;
  /** PromQL by its name in the legend, in which `{{label}}` is filled in. For rates see `rate()`. */
  readonly queries: Readonly<Record<string, string>>;
  readonly bounds?: Bounds;
  /** Columns of 24. @default 8 for curves, 6 for numbers */
  readonly width?: number;
  /** @default 8 for curves, 4 for numbers */
  readonly height?: number;
  /** Shown while there is no value. */
  readonly noValue?: string;
  /** Upper end of the axis, where it is known. */
  readonly max?: number;
  /** The alert on this quantity; the panel links to its runbook. */
  readonly alert?: string;
}

/** A panel whose place and number the dashboard decides. */
export interface Panel {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly build: (runbooksUrl: string) => PanelModel;
}

/** The datasource that the viewer chose on top of the dashboard. */
export const datasource = { type: "prometheus", uid: "${datasource}" } as const;

const colors = { good: "green", warning: "orange", critical: "red" } as const;

/** Steps in ascending order; the first has no value and reaches down to minus infinity. */
function thresholdSteps({ warning, critical, lowIsBad }: Bounds) {
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

/** A link with Grafana's defaults. */
export const link = ({
  title,
  type,
  ...others
}: Pick<LinkModel, "title" | "type"> & Partial<LinkModel>): LinkModel => ({
  title,
  type,
  icon: "",
  tooltip: "",
  tags: [],
  asDropdown: false,
  placement: "inControlsMenu",
  targetBlank: false,
  includeVars: false,
  keepTime: false,
  ...others,
});

const runbookLink = (alert: string, runbooksUrl: string) =>
  link({
    title: `Runbook: ${alert}`,
    type: "link",
    targetBlank: true,
    url: `${runbooksUrl}/${alert}.md`,
  });

/** What every kind of panel has. */
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

/** What every kind of panel says of its values. */
const fieldDefaults = ({ unit = "none", bounds = {}, max, noValue }: PanelProps) => ({
  unit,
  thresholds: { mode: "absolute" as const, steps: thresholdSteps(bounds) },
  ...(max !== undefined && { min: 0, max }),
  ...(noValue !== undefined && { noValue }),
});

/** Curves over time, with the alert's bound as a line. */
export function timeseries(props: PanelProps): Panel {
  const { title, bounds, max } = props;
  const legends = Object.keys(props.queries);
  return {
    title,
    width: props.width ?? 8,
    height: props.height ?? 8,
    build: (runbooksUrl): TimeseriesModel => ({
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
            ...(bounds && { thresholdsStyle: { mode: "dashed" } }),
          },
          ...fieldDefaults(props),
          ...(max === undefined && { min: 0 }),
        },
        overrides: [],
      },
    }),
  };
}

/** One number, coloured by its bounds, with its recent course behind it. */
export function stat(props: PanelProps): Panel {
  return {
    title: props.title,
    width: props.width ?? 6,
    height: props.height ?? 4,
    build: (runbooksUrl): StatModel => ({
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
    }),
  };
}
