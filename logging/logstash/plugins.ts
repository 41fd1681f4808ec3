import { logstashPaths } from "./logstash-paths";
import type { OutputStage, Plugin } from "./stage";

/** Lines from Filebeat, on the port that Filebeat's hosts name. */
export function beatsInput(port: number, tls: boolean): Plugin {
  return {
    plugin: "beats",
    settings: {
      id: "beats",
      port,
      ...(tls && {
        ssl_enabled: true,
        ssl_certificate: `${logstashPaths.certificate}/tls.crt`,
        ssl_key: `${logstashPaths.certificate}/tls.key`,
        ssl_certificate_authorities: [`${logstashPaths.certificate}/ca.crt`],
        ssl_client_authentication: "required",
      }),
    },
    ...(tls && { why: "Only a shipper with a certificate of the internal authority may send." }),
  };
}

/** Lines of files on the pod's volume. */
export function fileInput(paths: readonly string[]): Plugin {
  return {
    plugin: "file",
    settings: {
      id: "files",
      path: paths,
      start_position: "beginning",
      sincedb_path: `${logstashPaths.data}/files.sincedb`,
    },
  };
}

/** Documents of another pipeline that Elasticsearch refused. */
export function deadLetterInput(pipeline: string): Plugin {
  return {
    plugin: "dead_letter_queue",
    settings: {
      id: "dead-letters",
      path: logstashPaths.deadLetters,
      pipeline_id: pipeline,
      commit_offsets: true,
      clean_consumed: true,
      sincedb_path: `${logstashPaths.data}/dead-letters.sincedb`,
    },
    why: "Each is read once, and its segment deleted after that.",
  };
}

/** Events of another pipeline of the same Logstash. */
export function pipelineInput(address: string): Plugin {
  return { plugin: "pipeline", settings: { id: "from-pipeline", address } };
}

export interface ElasticsearchOutputProps {
  /** Address of Elasticsearch. */
  readonly url: string;
  readonly tls: boolean;
  /** Index, with `%{+YYYY.MM.dd}` for the day. */
  readonly index: string;
  /** Field that holds the document's id, so that a line sent twice is stored once. @default a new id for each */
  readonly idField?: `[${string}]`;
}

/**
 * Documents into a daily index. Nothing but `create` is asked for, so the user
 * needs no right to change or delete.
 */
export function elasticsearchOutput({ url, tls, index, idField }: ElasticsearchOutputProps): OutputStage {
  return {
    stage: "output",
    plugin: "elasticsearch",
    settings: {
      hosts: [url],
      ...(tls && {
        user: "${ELASTICSEARCH_USER}",
        password: "${ELASTICSEARCH_PASSWORD}",
        ssl_certificate_authorities: [`${logstashPaths.certificate}/ca.crt`],
      }),
      index,
      action: "create",
      ...(idField !== undefined && { document_id: `%{${idField}}` }),
      // Daily indices: templates and policies are the bootstrap Job's work.
      data_stream: false,
      ilm_enabled: false,
      manage_template: false,
      ...(idField !== undefined && { silence_errors_in_log: ["version_conflict_engine_exception"] }),
    },
  };
}

/** Events into another pipeline of the same Logstash. */
export function pipelineOutput(address: string): OutputStage {
  return { stage: "output", plugin: "pipeline", settings: { send_to: [address] } };
}

/** Every event on the pod's own log. */
export function debugOutput(): OutputStage {
  return {
    stage: "output",
    plugin: "stdout",
    settings: { codec: "rubydebug" },
    why: "Debugging: every event on the pod's own log.",
  };
}

export interface MailOutputProps {
  readonly to: readonly string[];
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly subject: string;
  readonly body: string;
}

/** One mail for each event. The plugin logs a failed send and goes on. */
export function mailOutput({ to, from, host, port, user, subject, body }: MailOutputProps): OutputStage {
  return {
    stage: "output",
    plugin: "email",
    settings: {
      to: to.join(","),
      from,
      address: host,
      port,
      username: user,
      password: "${MAIL_PASSWORD}",
      authentication: "plain",
      use_tls: true,
      subject,
      body,
    },
  };
}
