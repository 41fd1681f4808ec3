import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
} from "@grafana/grafana-foundation-sdk/common";
import {
  DashboardLinkBuilder,
  type Panel as PanelModel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

/** Units as Grafana names them. `percentunit` is a share from 0 to 1, `s` seconds, `reqps` requests a second. */
export type Unit =
  "bytes" | "Bps" | "dtdurations" | "iops" | "none" | "ops" | "percentunit" | "reqps" | "s" | "short";

/** A counter's rate in PromQL, over a window that fits every zoom. */
export const rate = (selector: string) => `rate(${selector}[$__rate_interval])`;

/** A curve or a number. */
export interface Query {
  /** PromQL. For rates see `rate()`. */
  readonly expr: string;
  /** Name in the legend; `{{label}}` is filled in. */
  readonly legend: string;
}

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
  readonly unit: Unit;
  readonly queries: readonly [Query, ...Query[]];
  readonly bounds?: Bounds;
  /** Columns of 24. @default 8 for curves, 4 for numbers */
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

const thresholds = (bounds: Bounds) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(bounds));

function describe<Builder extends StatBuilder | TimeseriesBuilder>(
  builder: Builder,
  props: PanelProps,
  runbooksUrl: string,
): Builder {
  builder
    .title(props.title)
    .description(props.description)
    .unit(props.unit)
    .datasource(datasource)
    .thresholds(thresholds(props.bounds ?? {}));
  if (props.max !== undefined) builder.min(0).max(props.max);
  if (props.noValue !== undefined) builder.noValue(props.noValue);
  if (props.alert !== undefined) {
    builder.links([
      new DashboardLinkBuilder(`Runbook: ${props.alert}`)
        .url(`${runbooksUrl}/${props.alert}.md`)
        .targetBlank(true),
    ]);
  }
  return builder;
}

/** Typed by the SDK, built without it: its builder loads two more models of dashboards, a fifth of all that a synth loads. */
const query = ({ expr, legend }: Query, index: number) => ({
  build: (): Dataquery => ({
    refId: String.fromCharCode("A".charCodeAt(0) + index),
    datasource,
    expr,
    legendFormat: legend,
    range: true,
    instant: false,
    _implementsDataqueryVariant: () => undefined,
  }),
});

/** Curves over time, with the alert's bound as a line. */
export function timeseries(props: PanelProps): Panel {
  return {
    title: props.title,
    width: props.width ?? 8,
    height: props.height ?? 8,
    build: (runbooksUrl) => {
      const builder = describe(new TimeseriesBuilder(), props, runbooksUrl)
        .fillOpacity(10)
        .legend({
          build: () => ({
            showLegend: props.queries.length > 1 || props.queries[0].legend.includes("{{"),
            displayMode: LegendDisplayMode.List,
            placement: LegendPlacement.Bottom,
            calcs: [],
          }),
        })
        .tooltip({ build: () => ({ mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending }) })
        .showPoints(VisibilityMode.Never)
        .targets(props.queries.map((each, i) => query(each, i)));
      if (props.max === undefined) builder.min(0);
      if (props.bounds) builder.thresholdsStyle({ build: () => ({ mode: GraphThresholdsStyleMode.Dashed }) });
      return builder.build();
    },
  };
}

/** One number, coloured by its bounds, with its recent course behind it. */
export function stat(props: PanelProps): Panel {
  return {
    title: props.title,
    width: props.width ?? 4,
    height: props.height ?? 4,
    build: (runbooksUrl) =>
      describe(new StatBuilder(), props, runbooksUrl)
        .colorMode(BigValueColorMode.Background)
        .graphMode(BigValueGraphMode.Area)
        .reduceOptions({ build: () => ({ calcs: ["lastNotNull"], fields: "", values: false }) })
        .targets(props.queries.map((each, i) => query(each, i)))
        .build(),
  };
}
