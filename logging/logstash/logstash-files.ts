import { basename } from "node:path";
import { logstash } from "../../contracts/components";
import { pipelineIds } from "../../contracts/log-names";
import { renderYaml } from "../../lib/render-template";
import { toBytes } from "../../lib/validation/quantity";
import { toYaml } from "../../lib/yaml";
import type { LogstashProps } from "./logstash-props";
import { settingValues } from "../settings/extra-settings";
import { logstashPaths } from "./logstash-paths";

/** Disk that each of the two small pipelines may take for its queue. */
export const sideQueueBytes = 256 * 2 ** 20;

const megabytes = (bytes: number) => `${String(Math.floor(bytes / 2 ** 20))}mb`;

/** Files that Logstash reads when it starts, for pipelines of some files. */
export function settingsFiles(props: LogstashProps, confs: readonly string[]): Record<string, string> {
  const { queue, deadLetters, extraSettings } = props;
  const settings = renderYaml("logging/logstash/logstash.yml", {
    data: logstashPaths.data,
    apiPort: logstash.port("api"),
  });
  const pipelines = confs.map((file) => {
    const id = basename(file, ".conf");
    return id === pipelineIds.main
      ? {
          id,
          queue: megabytes(toBytes(queue)),
          deadLetters: { size: megabytes(toBytes(deadLetters.size)), keep: deadLetters.keep },
        }
      : { id, queue: megabytes(sideQueueBytes), deadLetters: false };
  });
  return {
    "logstash.yml": toYaml({ ...settings, ...settingValues(extraSettings) }),
    "pipelines.yml": toYaml(
      renderYaml("logging/logstash/pipelines.yml", { pipelines, folder: logstashPaths.pipelines }),
    ),
  };
}
