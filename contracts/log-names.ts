/** Names inside Elasticsearch that more than one room says, each said once. */
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

/** Every daily index of a name. */
export const dailyIndices = (name: string) => `${name}-*`;

/** Logstash's pipelines by id: the id is the file's name, the queue's folder and the label of every metric. */
export const pipelineIds = { main: "main", errorMail: "error-mail", deadLetters: "dead-letters" } as const;
