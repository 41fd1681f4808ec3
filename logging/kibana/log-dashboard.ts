import type { SavedObject, SavedObjectReference } from "./saved-object";
import { type Visualization, visState } from "./visualization";

interface Panel extends Visualization {
  /** Stable, so that an import changes the panel and does not add one. */
  readonly id: string;
  /** Left edge, top, width and height on Kibana's grid of 48 columns. */
  readonly at: readonly [x: number, y: number, w: number, h: number];
}

/** What one looks at first stands at the top: is anything wrong, and since when. */
const panels: readonly Panel[] = [
  {
    id: "lines-by-severity",
    title: "Lines by severity",
    at: [0, 0, 32, 12],
    type: "histogram",
    by: "severity",
    top: 3,
  },
  {
    id: "errors-by-endpoint",
    title: "Errors by endpoint",
    at: [32, 0, 16, 12],
    type: "table",
    by: "endpoint",
    query: "severity:ERROR",
  },
  {
    id: "response-time-p95",
    title: "Response time, P95 in milliseconds",
    at: [0, 12, 24, 12],
    type: "line",
    percentile: { field: "response_time_ms", percent: 95 },
    by: "endpoint",
    top: 5,
  },
  {
    id: "lines-by-status",
    title: "Responses by status",
    at: [24, 12, 24, 12],
    type: "histogram",
    by: "status",
    query: "_exists_:status",
  },
  {
    id: "predicted-families",
    title: "Predicted families",
    at: [0, 24, 16, 12],
    type: "table",
    by: "predicted_family",
    query: "_exists_:predicted_family",
  },
  {
    id: "error-types",
    title: "Error types",
    at: [16, 24, 16, 12],
    type: "table",
    by: "error_type",
    query: "_exists_:error_type",
  },
  {
    id: "lines-by-pod",
    title: "Lines by pod",
    at: [32, 24, 16, 12],
    type: "table",
    by: "kubernetes.pod.name",
  },
];

const sourceReference = "kibanaSavedObjectMeta.searchSourceJSON.index";

/** The dashboard "Fingerprint API logs", its panels within it. */
export function dashboardObject(id: string, dataViewId: string, errorSearchId: string): SavedObject {
  const references: SavedObjectReference[] = panels.map((panel) => ({
    name: `${panel.id}:${sourceReference}`,
    type: "index-pattern",
    id: dataViewId,
  }));
  const grid = ([x, y, w, h]: Panel["at"], i: string) => ({ x, y, w, h, i });
  const panelsJSON = [
    ...panels.map((panel) => ({
      type: "visualization",
      panelIndex: panel.id,
      title: panel.title,
      gridData: grid(panel.at, panel.id),
      embeddableConfig: { savedVis: visState(panel, sourceReference) },
    })),
    {
      type: "search",
      panelIndex: "latest-errors",
      title: "Latest errors",
      gridData: grid([0, 36, 48, 16], "latest-errors"),
      panelRefName: "panel_latest-errors",
      embeddableConfig: {},
    },
  ];
  return {
    type: "dashboard",
    id,
    attributes: {
      title: "Fingerprint API logs",
      description: "Severity, errors, response times and predictions of the Fingerprint API, from its log",
      panelsJSON: JSON.stringify(panelsJSON),
      optionsJSON: JSON.stringify({
        useMargins: true,
        syncColors: false,
        syncCursor: true,
        hidePanelTitles: false,
      }),
      timeRestore: true,
      timeFrom: "now-1h",
      timeTo: "now",
      refreshInterval: { pause: false, value: 30_000 },
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: { language: "lucene", query: "" }, filter: [] }),
      },
    },
    references: [
      ...references,
      { name: "latest-errors:panel_latest-errors", type: "search", id: errorSearchId },
    ],
  };
}
