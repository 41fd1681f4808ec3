import type {
  AnnotationQuery,
  DashboardCursorSync,
  DashboardLink,
  Panel,
  RowPanel,
  VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
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

/** A panel of one kind. */
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

/** A dashboard as Grafana reads it from a file: the classic model. The newer one is for Grafana's API. */
export interface DashboardModel {
  readonly title: string;
  readonly uid: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly time: { readonly from: string; readonly to: string };
  /** Time between two queries of the open dashboard. */
  readonly refresh: string;
  readonly timezone: "browser" | "utc";
  readonly editable: boolean;
  readonly graphTooltip: Written<DashboardCursorSync>;
  /** Counted from 0. */
  readonly fiscalYearStartMonth: number;
  /** Of the model: Grafana migrates what is older than itself. */
  readonly schemaVersion: number;
  readonly templating: { readonly list: Written<VariableModel>[] };
  readonly annotations: { readonly list: Written<AnnotationQuery>[] };
  readonly links: readonly LinkModel[];
  readonly panels: (PanelModel | Written<RowPanel>)[];
}
