import type { LogFieldName } from "../../contracts/log-fields";

/** What a panel counts. */
export type Metric =
  | { readonly kind: "count" }
  | { readonly kind: "percentile"; readonly field: LogFieldName; readonly percent: number };

/** The most frequent values of a field. */
export interface Terms {
  readonly kind: "terms";
  readonly field: LogFieldName;
  readonly size: number;
}

/** A panel in the terms of the log contract. */
export type VisualizationSpec = {
  readonly metric: Metric;
  readonly by: Terms;
  /** A Lucene query that narrows the lines. @default all lines */
  readonly query?: string;
} & (
  | { readonly type: "histogram" | "line"; /** The field of time. */ readonly over: "@timestamp" }
  | { readonly type: "table" }
);

interface Aggregation {
  readonly id: string;
  readonly enabled: true;
  readonly type: string;
  readonly schema: string;
  readonly params: Readonly<Record<string, unknown>>;
}

function aggregations(spec: VisualizationSpec): Aggregation[] {
  const { metric, by } = spec;
  const metricParams = metric.kind === "count" ? {} : { field: metric.field, percents: [metric.percent] };
  return [
    {
      id: "1",
      enabled: true,
      type: metric.kind === "count" ? "count" : "percentiles",
      schema: "metric",
      params: metricParams,
    },
    ...("over" in spec
      ? [
          {
            id: "2",
            enabled: true as const,
            type: "date_histogram",
            schema: "segment",
            params: { field: spec.over, interval: "auto", min_doc_count: 1, useNormalizedEsInterval: true },
          },
        ]
      : []),
    {
      id: "3",
      enabled: true,
      type: "terms",
      schema: "over" in spec ? "group" : "bucket",
      params: {
        field: by.field,
        size: by.size,
        order: "desc",
        orderBy: metric.kind === "count" ? "1" : `1.${String(metric.percent)}`,
      },
    },
  ];
}

function axes(type: "histogram" | "line") {
  return {
    type,
    grid: { categoryLines: false },
    categoryAxes: [
      {
        id: "CategoryAxis-1",
        type: "category",
        position: "bottom",
        show: true,
        scale: { type: "linear" },
        labels: { show: true, filter: true, truncate: 100 },
        title: {},
        style: {},
      },
    ],
    valueAxes: [
      {
        id: "ValueAxis-1",
        name: "LeftAxis-1",
        type: "value",
        position: "left",
        show: true,
        scale: { type: "linear", mode: "normal" },
        labels: { show: true, rotate: 0, filter: false, truncate: 100 },
        title: { text: "" },
        style: {},
      },
    ],
    seriesParams: [
      {
        show: true,
        type,
        mode: type === "histogram" ? "stacked" : "normal",
        data: { id: "1", label: "" },
        valueAxis: "ValueAxis-1",
        drawLinesBetweenPoints: true,
        lineWidth: 2,
        showCircles: true,
        interpolate: "linear",
      },
    ],
    addTooltip: true,
    addLegend: true,
    legendPosition: "right",
    times: [],
    addTimeMarker: false,
  };
}

/** A panel as Kibana stores it inside a dashboard. */
export function visState(title: string, spec: VisualizationSpec, dataViewReference: string) {
  return {
    title,
    description: "",
    type: spec.type,
    params:
      spec.type === "table"
        ? { perPage: 10, showPartialRows: false, showTotal: false, totalFunc: "sum", percentageCol: "" }
        : axes(spec.type),
    uiState: {},
    data: {
      aggs: aggregations(spec),
      searchSource: {
        query: { language: "lucene", query: spec.query ?? "" },
        filter: [],
        indexRefName: dataViewReference,
      },
    },
  };
}
