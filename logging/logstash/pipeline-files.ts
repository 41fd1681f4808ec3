import { elasticsearch, fingerprintApi, logstash } from "../../contracts/components";
import { logFieldEntries } from "../../contracts/log-fields";
import { indexNames, pipelineIds } from "../../contracts/log-names";
import { type TemplateView, renderFile } from "../../lib/render-template";
import { seconds } from "../../lib/validation/quantity";
import { kibanaUrl } from "../kibana/kibana-component";
import type { Logging } from "../logging-props";
import { jsonNames } from "./json-names";
import { logstashPaths } from "./logstash-paths";
import { quotable, quote } from "./quote";

export interface PipelineProps {
  /** Name of the environment, which every document bears. */
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
