import { indexNames } from "../../contracts/log-names";
import type { Logging } from "../logging-props";
import { users } from "../stack";
import { deadLettersTemplate, fieldsTemplate, logsTemplate, settingsTemplate } from "./index-template";
import { lifecyclePolicy } from "./lifecycle";
import { roles } from "./roles";
import { snapshotPolicy, snapshotRepository } from "./snapshots";

/** One request. Repeating it changes nothing. */
export interface BootstrapRequest {
  readonly method: "PUT" | "DELETE";
  /** Path below Elasticsearch's address. */
  readonly path: string;
  /** The password's place in it is the text "@password@". @default none */
  readonly body?: object;
  /** Key of the password, in the users' Secret. @default none */
  readonly passwordKey?: string;
}

type Props = Pick<Logging, "elasticsearch" | "retention" | "security">;

const put = (path: string, body: object, passwordKey?: string): BootstrapRequest => ({
  method: "PUT",
  path,
  body,
  passwordKey,
});

/** The programs' users, and the password of the one for emergencies. Built-in users need only the password. */
const userRequests = [
  user("elastic", users.elastic),
  user("kibana", users.kibana),
  user("logstash", users.logstash, "logstash_writer"),
  user("exporter", users.exporter, "metrics_reader"),
  user("kibana-bootstrap", users.kibanaBootstrap, "kibana_admin"),
];

function user(passwordKey: string, name: string, role?: string): BootstrapRequest {
  const password = "@password@";
  return role === undefined
    ? put(`_security/user/${name}/_password`, { password }, passwordKey)
    : put(`_security/user/${name}`, { password, roles: [role] }, passwordKey);
}

/** Everything that has to be there before the first line, in the order in which one thing needs the other. */
export function bootstrapRequests({ retention, security }: Props): BootstrapRequest[] {
  return [
    put(`_ilm/policy/${indexNames.lifecycle}`, lifecyclePolicy(retention)),
    put(`_component_template/${indexNames.settings}`, settingsTemplate()),
    put(`_component_template/${indexNames.fields}`, fieldsTemplate()),
    put(`_index_template/${indexNames.deadLetters}`, deadLettersTemplate()),
    ...(security === "enabled"
      ? [...Object.entries(roles).map(([name, body]) => put(`_security/role/${name}`, body)), ...userRequests]
      : []),
    // Last: Logstash waits for this one.
    put(`_index_template/${indexNames.logs}`, logsTemplate()),
  ];
}

/** The snapshot repository and the schedule. A cluster that only reads it must have no schedule, not even an old one. */
export function snapshotRequests({ elasticsearch: { snapshots } }: Props): BootstrapRequest[] {
  const policy = `_slm/policy/${indexNames.snapshotPolicy}`;
  if (snapshots.to === "nowhere") return [{ method: "DELETE", path: policy }];
  return [
    put(`_snapshot/${indexNames.snapshotRepository}`, snapshotRepository(snapshots)),
    snapshots.access === "read-only"
      ? { method: "DELETE", path: policy }
      : put(policy, snapshotPolicy(snapshots)),
  ];
}

/** A table of requests as the Job's script reads it, and the files that it names. */
export function requestTable(
  name: string,
  requests: readonly BootstrapRequest[],
): Readonly<Record<string, string>> {
  const files = requests.map(({ method, path, body, passwordKey = "-" }) => {
    const file = body ? `${path.replace(/^_/, "").replaceAll(/\/_?/g, ".")}.json` : "-";
    return { row: [method, path, file, passwordKey].join("\t"), file, body };
  });
  return {
    [name]: files.map(({ row }) => `${row}\n`).join(""),
    ...Object.fromEntries(
      files.flatMap(({ file, body }) => (body ? [[file, `${JSON.stringify(body, null, 2)}\n`]] : [])),
    ),
  };
}
