import type * as estypes from "@elastic/elasticsearch/lib/api/types";
import { Construct } from "constructs";
import { elasticsearch, elasticsearchBootstrap } from "../../contracts/components";
import { logFieldEntries } from "../../contracts/log-fields";
import { dailyIndices, indexNames } from "../../contracts/log-names";
import { Access } from "../../lib/kubernetes/access";
import { renderYaml } from "../../lib/render-template";
import { BootstrapJob } from "../bootstrap-job";
import type { Logging } from "../logging-props";
import { type StackProps, users as userNames } from "../stack";
import { elasticsearchFile, formationConfigMap, snapshotFolder } from "./elasticsearch-yml";

interface BootstrapRequest {
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
    security: security === "enabled" && { users: userNames },
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
function requestTable(name: string, requests: readonly BootstrapRequest[]): Record<string, string> {
  const files: Record<string, string> = {};
  const rows = requests.map(({ method = "PUT", path, body, passwordKey = "-" }) => {
    const file = body ? `${path.replace(/^_/, "").replaceAll(/\/_?/g, ".")}.json` : "-";
    if (body) files[file] = `${JSON.stringify(body, null, 2)}\n`;
    return `${[method, path, file, passwordKey].join("\t")}\n`;
  });
  return { [name]: rows.join(""), ...files };
}

/** Policies, templates, roles and users before Logstash writes the first document; then the note that the cluster has formed, and snapshots. */
export class ElasticsearchBootstrap extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { logging, cluster, stackSecrets: { users, authoritySecret } }: StackProps,
  ) {
    super(scope, id);
    const { name, namespace, account } = elasticsearchBootstrap;
    const { requests, snapshots } = bootstrapRequests(logging);
    new BootstrapJob(this, "job", {
      component: elasticsearchBootstrap,
      cluster,
      script: elasticsearchFile("bootstrap.sh"),
      files: {
        ...requestTable("requests", requests),
        ...requestTable("snapshots", snapshots),
      },
      env: [
        { name: "ELASTICSEARCH", value: elasticsearch.url("http", users ? "https" : "http") },
        { name: "FORMATION", value: `/api/v1/namespaces/${namespace}/configmaps/${formationConfigMap}` },
      ],
      authority: users && { secretName: authoritySecret, folder: "/authority" },
      passwords: users,
      asksKubernetes: true,
    });
    new Access(this, name, {
      namespace,
      account,
      rules: [
        { apiGroups: [""], resources: ["configmaps"], resourceNames: [formationConfigMap], verbs: ["patch"] },
      ],
    });
  }
}
