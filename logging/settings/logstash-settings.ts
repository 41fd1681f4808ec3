/** A size as Logstash reads it. */
type ByteSize = `${number}${"kb" | "mb" | "gb"}`;

/** The settings of logstash.yml that this program writes, as Logstash 8.19 has them. */
export interface LogstashSettings {
  readonly "node.name": `\${${string}}`;
  readonly "path.data": string;
  /** Without it a file of one's own leaves the API on 127.0.0.1, where no probe reaches it. */
  readonly "api.http.host": "0.0.0.0";
  readonly "api.http.port": number;
  readonly "config.reload.automatic": boolean;
  readonly "config.reload.interval": `${number}s`;
  readonly "log.format": "json" | "plain";
  readonly "log.level": "fatal" | "error" | "warn" | "info" | "debug" | "trace";
  /** A stop waits for events in flight; the queue keeps the rest. */
  readonly "pipeline.unsafe_shutdown": false;
  readonly "xpack.monitoring.enabled": false;
  /** Sends data about the pipelines to nobody. */
  readonly "xpack.geoip.downloader.enabled": false;
}

/** One entry of pipelines.yml, as Logstash 8.19 has it. Settings that are left out are those of logstash.yml. */
export interface PipelineSettings {
  readonly "pipeline.id": string;
  readonly "path.config": string;
  /** Field names of this program, not those of the Elastic Common Schema. */
  readonly "pipeline.ecs_compatibility": "disabled";
  readonly "pipeline.workers"?: number;
  readonly "pipeline.batch.size"?: number;
  readonly "queue.type": "persisted" | "memory";
  readonly "queue.max_bytes"?: ByteSize;
  readonly "queue.page_capacity"?: ByteSize;
  /** Written to disk at every so many events; 1 loses none when the node dies. */
  readonly "queue.checkpoint.writes"?: number;
  readonly "queue.drain"?: boolean;
  readonly "dead_letter_queue.enable"?: boolean;
  readonly "dead_letter_queue.max_bytes"?: ByteSize;
  readonly "dead_letter_queue.storage_policy"?: "drop_newer" | "drop_older";
  readonly "dead_letter_queue.retain.age"?: `${number}${"s" | "m" | "h" | "d"}`;
}
