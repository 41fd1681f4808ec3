import type { Cluster } from "../lib/kubernetes/cluster-props";
import type { SecretSource } from "../lib/kubernetes/secret-source";
import type { Logging } from "./logging-props";
import type { StackSecrets } from "./stack-secrets";

/** What every program of the stack in the namespace `logging` is made of. */
export interface StackProps {
  /** Name of the environment, which every document bears. */
  readonly environment: string;
  readonly cluster: Cluster;
  readonly secrets: SecretSource;
  readonly logging: Logging;
  readonly stackSecrets: StackSecrets;
}

export const clusterName = "fingerprint-elk";

/** Users of Elasticsearch, one for each program. Filebeat has none: it talks to Logstash only, and shows a client certificate. */
export const users = {
  /** The superuser, for emergencies. */
  elastic: "elastic",
  /** Built into Elasticsearch for Kibana's own work. */
  kibana: "kibana_system",
  /** May manage what is in Kibana, for the Job that brings the data view and the searches. */
  kibanaBootstrap: "kibana_bootstrap",
  /** May add documents to the daily indices, and neither change nor delete any. */
  logstash: "logstash_writer",
  /** May read statistics, and no document. */
  exporter: "metrics_reader",
} as const;
