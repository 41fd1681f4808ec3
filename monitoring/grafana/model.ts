import type { Dashboard, DashboardLink, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import type * as stat from "@grafana/grafana-foundation-sdk/stat";
import type * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";

/**
 * What is left of a type in JSON: an enum's member is its value, and there are no methods.
 *
 * So Grafana's SDK says what fits without being loaded: its builders are a twelfth of what a synth takes.
 */
type Written<T> = T extends string
  ? `${T}`
  : T extends number
    ? `${T}` extends `${infer N extends number}`
      ? N
      : never
    : T extends readonly (infer Member)[]
      ? Written<Member>[]
      : T extends object
        ? { [K in keyof T as T[K] extends () => unknown ? never : K]: Written<T[K]> }
        : T;

interface PanelOf<Type extends string, Options, Custom> extends Omit<
  Written<Panel>,
  "type" | "options" | "fieldConfig" | "targets"
> {
  readonly type: Type;
  readonly title: string;
  readonly options: Written<Options>;
  readonly fieldConfig: {
    readonly defaults: Omit<Written<NonNullable<Panel["fieldConfig"]>["defaults"]>, "custom"> & {
      readonly custom?: Written<Custom>;
    };
    readonly overrides: [];
  };
  readonly targets: Written<Dataquery>[];
}

export type StatModel = PanelOf<"stat", stat.Options, never>;
export type TimeseriesModel = PanelOf<"timeseries", timeseries.Options, timeseries.FieldConfig>;
/** Without the number and the place that a dashboard gives it. */
export type PanelModel = StatModel | TimeseriesModel;
export type LinkModel = Written<DashboardLink>;

/** A dashboard as Grafana reads it from a file: the classic model. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- the newer one is for Grafana's API alone
export type DashboardModel = Omit<Written<Dashboard>, "title" | "panels"> & {
  readonly title: string;
  readonly panels: (PanelModel | Written<RowPanel>)[];
};
