import { elasticsearch, fingerprintApi, logstash } from "../../contracts/components";
import { pipelineIds } from "../../contracts/log-names";
import { seconds, toBytes } from "../../lib/validation/quantity";
import { kibanaUrl } from "../kibana/kibana-component";
import type { LogstashSettings, PipelineSettings } from "../settings/logstash-settings";
import { toYaml } from "../../lib/yaml";
import type { Logging } from "../logging-props";
import { deadLetterPipeline } from "./dead-letter-pipeline";
import { errorMailPipeline } from "./error-mail-pipeline";
import { logstashPaths } from "./logstash-paths";
import { mainPipeline } from "./main-pipeline";
import { renderPipeline } from "./render-pipeline";
import type { Pipeline } from "./stage";

export interface PipelineProps {
  /** Name of the environment, which every document bears. */
  readonly environment: string;
  readonly logging: Pick<Logging, "logstash" | "kibana" | "security">;
}

/** Disk that each of the two small pipelines may take for its queue. */
export const sideQueueBytes = 256 * 2 ** 20;

const megabytes = (bytes: number) => `${String(Math.floor(bytes / 2 ** 20))}mb` as `${number}mb`;

/** The pipelines of an environment. */
export function pipelines({ environment, logging }: PipelineProps): Pipeline[] {
  const tls = logging.security === "enabled";
  const { mail, files, debugOutput } = logging.logstash;
  const elasticsearchUrl = elasticsearch.url("http", tls ? "https" : "http");
  return [
    mainPipeline({
      environment,
      service: fingerprintApi.name,
      beatsPort: logstash.port("beats"),
      elasticsearchUrl,
      tls,
      files,
      debugOutput,
      ...(mail.send === "on-error" && { mailEverySeconds: seconds(mail.atMostEvery) }),
    }),
    deadLetterPipeline({ elasticsearchUrl, tls }),
    ...(mail.send === "on-error"
      ? [
          errorMailPipeline({
            environment,
            kibanaUrl: kibanaUrl(logging.kibana),
            to: mail.to,
            from: mail.from,
            ...mail.smtp,
          }),
        ]
      : []),
  ];
}

/** logstash.yml as a typed object. */
function logstashSettings(): LogstashSettings {
  return {
    "node.name": "${POD_NAME}",
    "path.data": logstashPaths.data,
    "api.http.host": "0.0.0.0",
    "api.http.port": logstash.port("api"),
    "config.reload.automatic": true,
    "config.reload.interval": "10s",
    "log.format": "json",
    "log.level": "info",
    "pipeline.unsafe_shutdown": false,
    "xpack.monitoring.enabled": false,
    "xpack.geoip.downloader.enabled": false,
  };
}

/** pipelines.yml as typed objects: each pipeline has a queue of its own on disk. */
function pipelineSettings(
  { logging }: Pick<PipelineProps, "logging">,
  ids: readonly string[],
): PipelineSettings[] {
  const { queue, deadLetters } = logging.logstash;
  return ids.map((id) => ({
    "pipeline.id": id,
    "path.config": `${logstashPaths.pipelines}/${id}.conf`,
    "pipeline.ecs_compatibility": "disabled",
    "queue.type": "persisted",
    ...(id === pipelineIds.main
      ? {
          "queue.max_bytes": megabytes(toBytes(queue)),
          "dead_letter_queue.enable": true,
          "dead_letter_queue.max_bytes": megabytes(toBytes(deadLetters.size)),
          // The newest are the ones that somebody is about to look for.
          "dead_letter_queue.storage_policy": "drop_older",
          "dead_letter_queue.retain.age": deadLetters.keep as `${number}d`,
        }
      : { "queue.max_bytes": megabytes(sideQueueBytes), "pipeline.workers": 1 }),
  }));
}

/** Files that Logstash reads when it starts. */
export function settingsFiles(props: PipelineProps): Record<string, string> {
  return {
    "logstash.yml": toYaml({ ...logstashSettings(), ...props.logging.logstash.extraSettings }),
    "pipelines.yml": toYaml(
      pipelineSettings(
        props,
        pipelines(props).map(({ id }) => id),
      ),
    ),
  };
}

/** Pipelines, which Logstash reads again when they change; one with a mistake leaves the old one running. */
export function pipelineFiles(props: PipelineProps): Record<string, string> {
  return Object.fromEntries(
    pipelines(props).map((pipeline) => [`${pipeline.id}.conf`, renderPipeline(pipeline)]),
  );
}
