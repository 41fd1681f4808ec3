import { basename } from "node:path";
import { elasticsearch, fingerprintApi, logstash } from "../../contracts/components";
import { logFieldEntries, logFields } from "../../contracts/log-fields";
import { indexNames, pipelineIds } from "../../contracts/log-names";
import { type TemplateView, renderConfig, renderFile } from "../../lib/render-template";
import { seconds, toBytes } from "../../lib/validation/quantity";
import { kibanaUrl } from "../kibana/kibana-yml";
import type { Logging } from "../logging-props";
import { settingValues } from "../settings/extra-settings";
import type { LogstashProps } from "./logstash-props";

/** The headless Service that gives each pod a name, by which Filebeat addresses all of them. */
export const logstashPods = "logstash-pods";

export const logstashHosts = (replicas: number) => logstash.podAddresses(logstashPods, replicas, "beats");

export const logstashPaths = {
  /** The volume: queues, dead letters and positions. */
  data: "/usr/share/logstash/data",
  queue: "/usr/share/logstash/data/queue",
  deadLetters: "/usr/share/logstash/data/dead_letter_queue",
  pipelines: "/usr/share/logstash/pipeline",
  certificate: "/usr/share/logstash/certs",
} as const;

/** Disk that each of the two small pipelines may take for its queue. */
export const sideQueueBytes = 256 * 2 ** 20;

const megabytes = (bytes: number) => `${String(Math.floor(bytes / 2 ** 20))}mb`;

/** Files that Logstash reads when it starts, for pipelines of some files. */
export function settingsFiles(props: LogstashProps, confs: readonly string[]): Record<string, string> {
  const { queue, deadLetters, extraSettings } = props;
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
    "logstash.yml": renderConfig(
      "logging/logstash/logstash.yml",
      { data: logstashPaths.data, apiPort: logstash.port("api") },
      settingValues(extraSettings),
    ),
    "pipelines.yml": renderConfig("logging/logstash/pipelines.yml", {
      pipelines,
      folder: logstashPaths.pipelines,
    }),
  };
}

/** Text inside double quotes. Logstash's language has no escapes, so a quote would end it. */
export function quotable(value: unknown): string {
  const text = String(value);
  if (/["\n\r]/.test(text)) throw new Error(`text can't hold quotes or line breaks: ${text}`);
  return text;
}

/**
 * Text in quotes of its own: `"`, or `'` where it holds the others.
 *
 * @throws where it holds both kinds, or a line break
 */
function quote(text: string): string {
  return text.includes('"') && !/['\n\r]/.test(text) ? `'${text}'` : `"${quotable(text)}"`;
}

/** `fields.message` of a JSON line → `[extra][fields][message]`, where the pipeline puts what it parses. */
const inJson = (path: string) => `[extra][${path.replaceAll(".", "][")}]`;

/** Fields that decide something in the pipeline, so what they hold is checked before it is believed. */
const texts = ["message", "log_level", "path", "error_message", "stack_trace"] as const;
const checked: readonly string[] = [...texts, "status"];

const namesOf = (field: string, json: readonly string[] = []) =>
  json.map((name, i) => ({ field, from: inJson(name), first: i === 0 }));

const unchecked = logFieldEntries
  .filter(([field]) => !checked.includes(field))
  .flatMap(([field, { json }]) => namesOf(field, json));

/** Where JSON lines have the contract's fields, as `main.conf` asks for them: the best of several names wins. */
const jsonNames = {
  firstNames: unchecked.filter(({ first }) => first),
  otherNames: unchecked.filter(({ first }) => !first),
  texts: texts.map((field) => ({ names: namesOf(field, logFields[field].json) })),
  statusNames: namesOf("status", logFields.status.json).map(({ from, ...name }) => ({
    ...name,
    from,
    text: `%{${from}}`,
  })),
};

export interface PipelineProps {
  readonly environment: string;
  readonly logging: Pick<Logging, "logstash" | "kibana" | "security">;
}

/** The contract's expressions by field, as grok definitions take them. */
const pattern = Object.fromEntries(
  logFieldEntries.flatMap(([name, field]) =>
    field.pattern === undefined ? [] : [[name, quote(field.pattern)]],
  ),
);

/** What each pipeline's template is filled with; the mails' only where they are sent. */
function views({ environment, logging }: PipelineProps): Readonly<Record<string, TemplateView>> {
  const { mail, files, debugOutput } = logging.logstash;
  const secured = logging.security === "enabled";
  const store = {
    elasticsearch: elasticsearch.url("http", secured ? "https" : "http"),
    tls: secured && { certificates: logstashPaths.certificate },
    index: indexNames,
  };
  const mails = mail.send === "on-error" ? mail : undefined;
  const period = mails ? seconds(mails.atMostEvery) : 0;
  return {
    [pipelineIds.main]: {
      ...store,
      ...jsonNames,
      pattern,
      environment,
      service: fingerprintApi.name,
      beatsPort: logstash.port("beats"),
      files: files.length > 0 && {
        paths: `[${files.map(quote).join(", ")}]`,
        positions: `${logstashPaths.data}/files.sincedb`,
      },
      mail: mails !== undefined && {
        periodSeconds: period,
        forgetSeconds: period * 2,
        pipeline: pipelineIds.errorMail,
      },
      debugOutput,
    },
    [pipelineIds.deadLetters]: {
      ...store,
      refusedOf: pipelineIds.main,
      folder: logstashPaths.deadLetters,
      positions: `${logstashPaths.data}/dead-letters.sincedb`,
    },
    ...(mails && {
      [pipelineIds.errorMail]: {
        pipeline: pipelineIds.errorMail,
        environment,
        to: mails.to.join(","),
        from: mails.from,
        smtp: mails.smtp,
        kibana: kibanaUrl(logging),
      },
    }),
  };
}

/** Pipelines by file name. Logstash reads them again when they change; one with a mistake leaves the old one running. */
export function pipelineFiles(props: PipelineProps): Record<string, string> {
  return Object.fromEntries(
    Object.entries(views(props)).map(([id, view]) => {
      const file = `${id}.conf`;
      return [file, renderFile(`logging/logstash/pipeline/${file}`, view, quotable)];
    }),
  );
}
