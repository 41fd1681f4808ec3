import { indexNames } from "../../contracts/log-names";
import type { Logging } from "../logging-props";
import { users } from "../stack";
import { deadLettersTemplate, fieldsTemplate, logsTemplate, settingsTemplate } from "./index-template";
import { lifecyclePolicy } from "./lifecycle";
import { roles } from "./roles";
import { snapshotPolicy, snapshotRepository } from "./snapshots";

/** One PUT. Repeating it changes nothing. */
export interface BootstrapRequest {
  /** Path below Elasticsearch's address. */
  readonly path: string;
  readonly body: object;
}

/** A user whose password comes from a Secret and never stands in a file. */
export interface BootstrapUser {
  readonly name: string;
  /** Variable that holds the password. */
  readonly passwordVariable: string;
  /** @default built into Elasticsearch, which needs only the password */
  readonly role?: string;
}

/** Everything that has to be there before the first line, in the order in which one thing needs the other. */
export function bootstrapRequests({
  elasticsearch,
  retention,
  security,
}: Pick<Logging, "elasticsearch" | "retention" | "security">): BootstrapRequest[] {
  const { snapshots } = elasticsearch;
  const repository = snapshotRepository(snapshots);
  return [
    ...(repository ? [{ path: `_snapshot/${indexNames.snapshotRepository}`, body: repository }] : []),
    ...(snapshots.to === "nowhere"
      ? []
      : [{ path: `_slm/policy/${indexNames.snapshotPolicy}`, body: snapshotPolicy(snapshots) }]),
    { path: `_ilm/policy/${indexNames.lifecycle}`, body: lifecyclePolicy(retention) },
    { path: `_component_template/${indexNames.settings}`, body: settingsTemplate() },
    { path: `_component_template/${indexNames.fields}`, body: fieldsTemplate() },
    { path: `_index_template/${indexNames.deadLetters}`, body: deadLettersTemplate() },
    ...(security === "enabled"
      ? Object.entries(roles).map(([name, body]) => ({ path: `_security/role/${name}`, body }))
      : []),
    // Last: Logstash waits for this one.
    { path: `_index_template/${indexNames.logs}`, body: logsTemplate() },
  ];
}

/** The programs' users. */
export function bootstrapUsers({ security }: Pick<Logging, "security">): BootstrapUser[] {
  if (security === "disabled") return [];
  return [
    { name: users.kibana, passwordVariable: "KIBANA_PASSWORD" },
    { name: users.logstash, passwordVariable: "LOGSTASH_PASSWORD", role: "logstash_writer" },
    { name: users.exporter, passwordVariable: "EXPORTER_PASSWORD", role: "metrics_reader" },
  ];
}
