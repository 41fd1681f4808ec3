import { dailyIndices, indexNames } from "../../contracts/log-names";
import { type LogField, type LogFieldName, isLogField, logFieldEntries } from "../../contracts/log-fields";
import type { KibanaProps } from "./kibana-props";
import { dashboardObject } from "./log-dashboard";
import type { SavedObject } from "./saved-object";

/** Ids are part of links and of references: they never change. */
export const savedObjectIds = {
  dataView: "fingerprint-api",
  deadLetters: "fingerprint-dead-letter",
  dashboard: "fingerprint-log-overview",
  errors: "fingerprint-errors",
  identify: "fingerprint-identify",
  slow: "fingerprint-slow",
} as const;

interface Search {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** In Lucene's language, on fields of the contract. */
  readonly query: string;
  readonly columns: readonly LogFieldName[];
}

/** The three searches that the guide promises. */
export const promisedSearches: readonly Search[] = [
  {
    id: savedObjectIds.errors,
    title: "Errors",
    description: "Lines with an error level, a 5xx status or a stack trace",
    query: "severity:ERROR",
    columns: ["service", "endpoint", "status", "message", "error_type"],
  },
  {
    id: savedObjectIds.identify,
    title: "Identify requests",
    description: "Requests to the endpoint that identifies a fingerprint",
    query: 'endpoint:"/api/v1/fingerprint/identify"',
    columns: ["method", "status", "response_time_ms", "client_ip", "message"],
  },
  {
    id: savedObjectIds.slow,
    title: "Slow requests",
    description: "Requests that took a second or more",
    query: "response_time_ms:[1000 TO *]",
    columns: ["endpoint", "response_time_ms", "status", "kubernetes.pod.name"],
  },
];

const formats = {
  bytes: { id: "bytes", params: {} },
  duration: {
    id: "duration",
    params: { inputFormat: "milliseconds", outputFormat: "asMilliseconds", outputPrecision: 1 },
  },
  percent: { id: "percent", params: { pattern: "0.0%" } },
} as const;

/** The data view: Kibana's name for a set of indices, with a note and a format for each field of the contract. */
function dataView(): SavedObject {
  const fields: readonly (readonly [LogFieldName, LogField])[] = logFieldEntries;
  return {
    type: "index-pattern",
    id: savedObjectIds.dataView,
    attributes: {
      title: dailyIndices(indexNames.logs),
      name: "Fingerprint API logs",
      timeFieldName: "@timestamp",
      fieldFormatMap: JSON.stringify(
        Object.fromEntries(fields.flatMap(([name, { format }]) => (format ? [[name, formats[format]]] : []))),
      ),
      fieldAttrs: JSON.stringify(
        Object.fromEntries(
          fields.map(([name, { description }]) => [name, { customDescription: description }]),
        ),
      ),
    },
    references: [],
  };
}

function deadLetterView(): SavedObject {
  return {
    type: "index-pattern",
    id: savedObjectIds.deadLetters,
    attributes: {
      title: dailyIndices(indexNames.deadLetters),
      name: "Refused log lines",
      timeFieldName: "@timestamp",
    },
    references: [],
  };
}

/** The name by which an object's search source refers to its data view. */
const viewReference = "kibanaSavedObjectMeta.searchSourceJSON.index";

function search({ id, title, description, query, columns }: Search): SavedObject {
  return {
    type: "search",
    id,
    attributes: {
      title,
      description,
      columns: [...columns],
      sort: [["@timestamp", "desc"]],
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({
          query: { language: "lucene", query },
          filter: [],
          indexRefName: viewReference,
        }),
      },
    },
    references: [{ name: viewReference, type: "index-pattern", id: savedObjectIds.dataView }],
  };
}

/** `Slow logins!` → `slow-logins`. */
const slug = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

/** Everything that Kibana shows on the first day: data views, searches and a dashboard. */
export function savedObjects({ savedSearches }: Pick<KibanaProps, "savedSearches">): SavedObject[] {
  return [
    dataView(),
    deadLetterView(),
    ...promisedSearches.map(search),
    ...savedSearches.map(({ title, description, query, columns }) =>
      search({
        id: `fingerprint-own-${slug(title)}`,
        title,
        description,
        query,
        columns: columns.filter(isLogField),
      }),
    ),
    dashboardObject(savedObjectIds.dashboard, savedObjectIds.dataView, savedObjectIds.errors),
  ];
}

/** The objects as the import API reads them: one a line. */
export function savedObjectsFile(props: Pick<KibanaProps, "savedSearches">): string {
  return savedObjects(props)
    .map((object) => `${JSON.stringify(object)}\n`)
    .join("");
}
