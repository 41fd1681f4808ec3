/** A size as Elasticsearch reads it, such as "512mb". */
type ByteSize = `${number}${"b" | "kb" | "mb" | "gb" | "tb"}`;

/** A time as Elasticsearch reads it, such as "5m". */
type TimeValue = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** `${NAME}`: read from the environment when the node starts. */
type Variable = `\${${string}}`;

/**
 * The settings of elasticsearch.yml that this program writes, as Elasticsearch
 * 8.19 has them: a key that it does not know does not compile. That the list
 * is right is checked against Elasticsearch's own registry of settings by
 * `npm run verify`.
 */
export interface ElasticsearchSettings {
  readonly "cluster.name": string;
  readonly "node.name": Variable;
  readonly "path.data": string;
  readonly "path.logs": string;
  /** Shared folders that snapshot repositories may use. */
  readonly "path.repo"?: readonly string[];

  readonly "network.host": string;
  readonly "http.port": number;
  readonly "transport.port": number;
  /** TCP port that is open while the node has a known master. */
  readonly "readiness.port": number;

  readonly "discovery.seed_hosts": readonly string[];
  /** The start script adds `node.attr.zone`. */
  readonly "cluster.routing.allocation.awareness.attributes"?: "zone";

  readonly "node.store.allow_mmap"?: boolean;
  readonly "action.destructive_requires_name": boolean;

  readonly "indices.memory.index_buffer_size": `${number}%`;
  readonly "thread_pool.write.queue_size": number;
  readonly "thread_pool.search.queue_size": number;

  readonly "ingest.geoip.cache_size": number;
  readonly "ingest.geoip.downloader.enabled": boolean;

  readonly "xpack.ml.enabled": boolean;
  readonly "xpack.monitoring.collection.enabled": boolean;
  readonly "xpack.security.enabled": boolean;
  readonly "xpack.security.autoconfiguration.enabled"?: boolean;
  readonly "xpack.security.http.ssl.enabled"?: boolean;
  readonly "xpack.security.http.ssl.key"?: string;
  readonly "xpack.security.http.ssl.certificate"?: string;
  readonly "xpack.security.http.ssl.certificate_authorities"?: readonly string[];
  readonly "xpack.security.transport.ssl.enabled"?: boolean;
  readonly "xpack.security.transport.ssl.verification_mode"?: "full" | "certificate";
  readonly "xpack.security.transport.ssl.client_authentication"?: "required";
  readonly "xpack.security.transport.ssl.key"?: string;
  readonly "xpack.security.transport.ssl.certificate"?: string;
  readonly "xpack.security.transport.ssl.certificate_authorities"?: readonly string[];

  readonly "s3.client.default.region"?: string;
  readonly "s3.client.default.endpoint"?: string;

  readonly "indices.recovery.max_bytes_per_sec"?: ByteSize;
  readonly "cluster.routing.allocation.node_concurrent_recoveries"?: number;
  readonly "cluster.info.update.interval"?: TimeValue;
}
