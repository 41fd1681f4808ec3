import { type FieldFormat, isLogField, logFieldEntries } from "../../contracts/log-fields";
import { dailyIndices, indexNames } from "../../contracts/log-names";
import { renderYaml } from "../../lib/render-template";
import type { KibanaProps } from "./kibana-props";

export interface SavedObject {
  readonly type: "index-pattern" | "search" | "dashboard";
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly { readonly name: string; readonly type: string; readonly id: string }[];
}

interface LogDashboard {
  readonly searches: readonly (KibanaProps["savedSearches"][number] & { readonly id: string })[];
  readonly panels: readonly {
    readonly type: "histogram" | "line" | "table";
    readonly at: readonly [x: number, y: number, w: number, h: number];
    readonly percentile?: object;
  }[];
}

const logDashboard = () => renderYaml("logging/kibana/log-dashboard.yml") as unknown as LogDashboard;

/** The three searches that the guide promises. */
export const promisedSearches = () => logDashboard().searches;

/** The data view of log lines: Kibana's name for a set of indices. */
export const dataView = "fingerprint-api";

const formats: Readonly<Record<FieldFormat, object>> = {
  bytes: { id: "bytes", params: {} },
  duration: {
    id: "duration",
    params: { inputFormat: "milliseconds", outputFormat: "asMilliseconds", outputPrecision: 1 },
  },
  percent: { id: "percent", params: { pattern: "0.0%" } },
};

/** `Slow logins!` → `slow-logins`. */
const slug = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

/** What Kibana keeps as JSON in a text. */
const inText = ["fieldFormatMap", "fieldAttrs", "searchSourceJSON", "panelsJSON", "optionsJSON"];

/** All that Kibana shows on the first day, and an environment's own searches. */
export function savedObjects({ savedSearches }: Pick<KibanaProps, "savedSearches">): SavedObject[] {
  const { searches, panels } = logDashboard();
  const own = savedSearches.map(({ columns, ...search }) => ({
    ...search,
    id: `fingerprint-own-${slug(search.title)}`,
    columns: columns.filter(isLogField),
  }));
  const { objects } = renderYaml("logging/kibana/saved-objects.yml", {
    dataView,
    lines: dailyIndices(indexNames.logs),
    refused: dailyIndices(indexNames.deadLetters),
    fieldFormats: Object.fromEntries(
      logFieldEntries.flatMap(([name, { format }]) => (format ? [[name, formats[format]]] : [])),
    ),
    fieldNotes: Object.fromEntries(
      logFieldEntries.map(([name, { description }]) => [name, { customDescription: description }]),
    ),
    searches: [...searches, ...own],
    panels: panels.map(({ at: [x, y, w, h], ...panel }) => ({
      ...{ top: 10, query: "", percentile: false, ...panel, x, y, w, h },
      table: panel.type === "table",
      stacked: panel.type === "histogram",
    })),
  });
  const replacer = (key: string, value: unknown): unknown =>
    inText.includes(key) && typeof value === "object" ? JSON.stringify(value) : value;
  return JSON.parse(JSON.stringify(objects, replacer)) as SavedObject[];
}

/** The objects as the import API reads them: one a line. */
export const savedObjectsFile = (props: Pick<KibanaProps, "savedSearches">): string =>
  savedObjects(props)
    .map((object) => `${JSON.stringify(object)}\n`)
    .join("");
