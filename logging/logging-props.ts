import { z } from "zod";
import { elasticsearchProps } from "./elasticsearch/elasticsearch-props";
import { filebeatProps } from "./filebeat/filebeat-props";
import { kibanaProps } from "./kibana/kibana-props";
import { logstashProps } from "./logstash/logstash-props";
import { duration, objectName, oneOf } from "../lib/validation/formats";

/** Logging: Filebeat on every node, Logstash, Elasticsearch and Kibana. */
export const loggingProps = z.strictObject({
  /**
   * TLS, users and roles. `disabled` sends lines, which hold clients' addresses, over the network in the clear and lets
   * every pod that reaches Elasticsearch read and delete all of them.
   *
   * @default "enabled"
   */
  security: oneOf("enabled", "disabled").default("enabled"),

  /**
   * The cert-manager ClusterIssuer that signs for what speaks TLS inside the
   * stack: a private authority, never a public one.
   *
   * @default "fingerprint-internal"
   */
  issuer: objectName.default("fingerprint-internal"),

  /** Daily indices older than this are deleted. */
  retention: duration("3d", "3650d"),

  /** Where documents live: nodes, volumes, snapshots and settings of Elasticsearch. */
  elasticsearch: elasticsearchProps,

  /** Turns lines into documents, and keeps them on disk until Elasticsearch has them. */
  logstash: logstashProps,

  /** Where people search. */
  kibana: kibanaProps.prefault({}),

  /** Takes lines from the nodes to Logstash: one pod on every node. */
  filebeat: filebeatProps.prefault({}),
});

export type Logging = z.output<typeof loggingProps>;
