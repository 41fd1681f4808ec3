import { join } from "node:path";
import type { LogFieldName } from "../../contracts/log-fields";
import { renderYaml } from "../../lib/render-template";

/** A panel in the terms of the log contract: lines, counted or measured, by the most frequent values of a field. */
export interface Visualization {
  readonly title: string;
  /** Of these a table alone does not run over time. */
  readonly type: "histogram" | "line" | "table";
  readonly by: LogFieldName;
  /** How many values of that field. @default 10 */
  readonly top?: number;
  /** What is shown of the lines. @default how many they are */
  readonly percentile?: { readonly field: LogFieldName; readonly percent: number };
  /** A Lucene query that narrows the lines. @default all lines */
  readonly query?: string;
}

/** What is asked of Elasticsearch: a metric, time, and the values that lines are told apart by. */
function aggregations({ type, by, top = 10, percentile }: Visualization) {
  const enabled = true;
  const overTime = {
    id: "2",
    enabled,
    type: "date_histogram",
    schema: "segment",
    params: { field: "@timestamp", interval: "auto", min_doc_count: 1, useNormalizedEsInterval: true },
  };
  return [
    {
      id: "1",
      enabled,
      type: percentile ? "percentiles" : "count",
      schema: "metric",
      params: percentile ? { field: percentile.field, percents: [percentile.percent] } : {},
    },
    ...(type === "table" ? [] : [overTime]),
    {
      id: "3",
      enabled,
      type: "terms",
      schema: type === "table" ? "bucket" : "group",
      params: {
        field: by,
        size: top,
        order: "desc",
        orderBy: percentile ? `1.${String(percentile.percent)}` : "1",
      },
    },
  ];
}

/** A panel as Kibana stores it inside a dashboard. */
export function visState(panel: Visualization, dataViewReference: string) {
  const { title, type, query = "" } = panel;
  return {
    title,
    description: "",
    type,
    params:
      type === "table"
        ? { perPage: 10, showPartialRows: false, showTotal: false, totalFunc: "sum", percentageCol: "" }
        : renderYaml(join(__dirname, "chart.yml"), {
            type,
            mode: type === "histogram" ? "stacked" : "normal",
          }),
    uiState: {},
    data: {
      aggs: aggregations(panel),
      searchSource: {
        query: { language: "lucene", query },
        filter: [],
        indexRefName: dataViewReference,
      },
    },
  };
}
