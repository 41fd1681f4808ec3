import { basename } from "node:path";
import { logstash } from "../../contracts/components";
import { pipelineIds } from "../../contracts/log-names";
import { toBytes } from "../../lib/validation/quantity";
import { toYaml } from "../../lib/yaml";
import type { LogstashProps } from "./logstash-props";
import { settingValues } from "../settings/extra-settings";
import { logstashPaths } from "./logstash-paths";

/** Disk that each of the two small pipelines may take for its queue. */
export const sideQueueBytes = 256 * 2 ** 20;

const megabytes = (bytes: number) => `${String(Math.floor(bytes / 2 ** 20))}mb`;

const logstashSettings = {
  "node.name": "${POD_NAME}",
  "path.data": logstashPaths.data,
  // Without it a file of one's own leaves the API on 127.0.0.1, where no probe reaches it.
  "api.http.host": "0.0.0.0",
  "api.http.port": logstash.port("api"),
  "config.reload.automatic": true,
  "config.reload.interval": "10s",
  "log.format": "json",
  "log.level": "info",
  // A stop waits for events in flight; the queue keeps the rest.
  "pipeline.unsafe_shutdown": false,
  "xpack.monitoring.enabled": false,
  // Sends data about the pipelines to nobody.
  "xpack.geoip.downloader.enabled": false,
};

/** Each pipeline has a queue of its own on disk. What is left out is as logstash.yml says. */
function pipelineSettings(file: string, { queue, deadLetters }: LogstashProps): object {
  const id = basename(file, ".conf");
  return {
    "pipeline.id": id,
    "path.config": `${logstashPaths.pipelines}/${file}`,
    // Field names of this program, not those of the Elastic Common Schema.
    "pipeline.ecs_compatibility": "disabled",
    "queue.type": "persisted",
    // A stop empties the queue, as far as the grace period goes: a pod that does not come back leaves no lines behind.
    "queue.drain": true,
    ...(id === pipelineIds.main
      ? {
          "queue.max_bytes": megabytes(toBytes(queue)),
          "dead_letter_queue.enable": true,
          "dead_letter_queue.max_bytes": megabytes(toBytes(deadLetters.size)),
          // The newest are the ones that somebody is about to look for.
          "dead_letter_queue.storage_policy": "drop_older",
          "dead_letter_queue.retain.age": deadLetters.keep,
        }
      : { "queue.max_bytes": megabytes(sideQueueBytes), "pipeline.workers": 1 }),
  };
}

/** Files that Logstash reads when it starts, for pipelines of some files. */
export function settingsFiles(props: LogstashProps, confs: readonly string[]): Record<string, string> {
  return {
    "logstash.yml": toYaml({ ...logstashSettings, ...settingValues(props.extraSettings) }),
    "pipelines.yml": toYaml(confs.map((file) => pipelineSettings(file, props))),
  };
}
