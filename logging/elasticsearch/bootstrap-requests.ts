import type * as estypes from "@elastic/elasticsearch/lib/api/types";
import { logFieldEntries } from "../../contracts/log-fields";
import { dailyIndices, indexNames } from "../../contracts/log-names";
import { renderYaml } from "../../lib/render-template";
import type { Logging } from "../logging-props";
import { users } from "../stack";
import { snapshotFolder } from "./snapshots";

/** One request of the bootstrap Job. */
export interface BootstrapRequest {
  /** Path below Elasticsearch's address. */
  readonly path: string;
  /** @default "PUT" */
  readonly method?: "DELETE";
  /** The password's place in it is the text "@password@". @default none */
  readonly body?: object;
  /** Key of the password, in the users' Secret. @default none */
  readonly passwordKey?: string;
}

type Properties = Record<string, estypes.MappingProperty>;

/** The log contract as a mapping: `kubernetes.pod.name` becomes an object in an object. */
function contractProperties(): Properties {
  const properties: Properties = {};
  for (const [name, { mapping }] of logFieldEntries) {
    const path = name.split(".");
    const last = path.pop() ?? name;
    const parent = path.reduce((at, step) => {
      const object = (at[step] ??= { properties: {} }) as { properties: Properties };
      return object.properties;
    }, properties);
    parent[last] = mapping;
  }
  return properties;
}

/** What is put into Elasticsearch before the first line, and then for snapshots. */
export function bootstrapRequests({
  elasticsearch: { snapshots },
  retention,
  security,
}: Pick<Logging, "elasticsearch" | "retention" | "security">) {
  const writes = snapshots.to !== "nowhere" && snapshots.access === "read-write";
  return renderYaml("logging/elasticsearch/files/bootstrap.yml", {
    names: indexNames,
    lines: dailyIndices(indexNames.logs),
    refused: dailyIndices(indexNames.deadLetters),
    properties: contractProperties(),
    retention,
    security: security === "enabled" && { users },
    repository: snapshots.to !== "nowhere" && {
      bucket: false,
      ...snapshots,
      folder: snapshots.to === "volume" && snapshotFolder,
      readonly: snapshots.access === "read-only",
    },
    schedule: writes && { when: snapshots.schedule, keep: snapshots.keep },
  }) as Readonly<Record<"requests" | "snapshots", readonly BootstrapRequest[]>>;
}

/** A table of requests as the Job's script reads it, and the files that it names. */
export function requestTable(name: string, requests: readonly BootstrapRequest[]): Record<string, string> {
  const files: Record<string, string> = {};
  const rows = requests.map(({ method = "PUT", path, body, passwordKey = "-" }) => {
    const file = body ? `${path.replace(/^_/, "").replaceAll(/\/_?/g, ".")}.json` : "-";
    if (body) files[file] = `${JSON.stringify(body, null, 2)}\n`;
    return `${[method, path, file, passwordKey].join("\t")}\n`;
  });
  return { [name]: rows.join(""), ...files };
}
