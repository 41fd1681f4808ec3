export const clusterName = "fingerprint-elk";

/** Names inside Elasticsearch, each said once. */
export const indexNames = {
  /** One index a day: `fingerprint-api-2026.02.13`. */
  logs: "fingerprint-api",
  /** Documents that Elasticsearch refused, with the reason. Outside of the logs' pattern. */
  deadLetters: "fingerprint-dead-letter",
  /** The component template with the log contract's fields. */
  fields: "fingerprint-log-fields",
  /** The component template with the settings that all indices share. */
  settings: "fingerprint-log-settings",
  /** The lifecycle policy that deletes old indices. */
  lifecycle: "fingerprint-logs",
  snapshotRepository: "fingerprint-snapshots",
  snapshotPolicy: "fingerprint-nightly",
} as const;

/** The index of a day, as Logstash computes it from `@timestamp`. */
export const dailyIndex = (name: string) => `${name}-%{+YYYY.MM.dd}`;

/** Every daily index of a name. */
export const dailyIndices = (name: string) => `${name}-*`;

/** Users of Elasticsearch, one for each program. Filebeat has none: it talks to Logstash only, and shows a client certificate. */
export const users = {
  /** The superuser, for the bootstrap Job and for emergencies. */
  elastic: "elastic",
  /** Built into Elasticsearch for Kibana's own work. */
  kibana: "kibana_system",
  /** May add documents to the daily indices, and neither change nor delete any. */
  logstash: "logstash_writer",
  /** May read statistics, and no document. */
  exporter: "metrics_reader",
} as const;
