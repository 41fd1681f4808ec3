import type * as estypes from "@elastic/elasticsearch/lib/api/types";

/** How Kibana shows a number. */
export type FieldFormat = "bytes" | "duration" | "percent";

/** One field of a log document, said once for grok, the index template, Kibana and the searches. */
export interface LogField {
  /** What the field holds, for Kibana's field list and the documentation. */
  readonly description: string;

  /** How Elasticsearch indexes it. */
  readonly mapping: estypes.MappingProperty;

  /**
   * What its text looks like in a plain line, as an Oniguruma expression. It becomes the grok pattern of the same name
   * in capitals. Bounded (`{1,12}`) or possessive (`++`), so that a hostile line can't make it backtrack. In Ruby's
   * syntax, which Logstash has, `{1,12}+` is not possessive but nested.
   *
   * @default none: the field is not captured from text
   */
  readonly pattern?: string;

  /** The type that grok gives the captured text. @default text */
  readonly number?: "int" | "float";

  /** Where a JSON line has it, best first; a dot goes one object deeper. @default [] JSON lines don't carry it */
  readonly json?: readonly string[];

  /** @default as it is */
  readonly format?: FieldFormat;
}

const keyword = (ignoreAbove = 1024): estypes.MappingKeywordProperty => ({
  type: "keyword",
  ignore_above: ignoreAbove,
});

/** A document whose number or address is malformed is kept: the value stays in the source and is not indexed. */
const lenient = <const Type extends "float" | "ip" | "long" | "short">(type: Type) => ({
  type,
  ignore_malformed: true,
});

/** Text that people search by words. */
const sentence: estypes.MappingTextProperty = { type: "text", norms: false };

/** The same, which they count or sort by as a whole too. */
const text: estypes.MappingTextProperty = {
  ...sentence,
  fields: { keyword: { type: "keyword", ignore_above: 1024 } },
};

const field = <Mapping extends estypes.MappingProperty, const More extends Partial<LogField> = object>(
  description: string,
  mapping: Mapping,
  more = {} as More,
) => ({ description, mapping, ...more });

/** A field whose text is found and counted as a whole. */
const word = <const More extends Partial<LogField> = object>(description: string, more = {} as More) =>
  field(description, keyword(), more);

const decimal = "[0-9]{1,12}(?:\\.[0-9]{1,12})?+";
const token = '[^\\s",;]{1,256}';

/** The log contract: every field that the pipeline makes and that searches, the dashboard and the data view may name. */
export const logFields = {
  "@timestamp": field("When the line was written", { type: "date" }),
  message: field("What the line says; of a stack trace the first line", sentence, {
    json: ["message", "msg", "fields.message"],
  }),
  severity: word("ERROR from status 500 or an error level, WARN from 400 or a warning level, else INFO"),
  log_shape: word("How the line was read: json, access, inference, application or text"),
  service: word("Name of the application that wrote the line"),
  environment: word("Environment that the application runs in"),
  version: word("Version of the application, from its image", { pattern: "[\\w.+-]{1,128}" }),
  log_level: word("Level as the application wrote it, in capitals", {
    pattern:
      "(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?+|ERROR|CRITICAL|FATAL|trace|debug|info|warn(?:ing)?+|error|critical|fatal)",
    json: ["level", "log_level", "severity"],
  }),
  logger: word("Module that wrote the line", {
    pattern: "[A-Za-z_][\\w.-]*+(?:::[\\w.-]++)*+",
    json: ["logger", "target"],
  }),
  request_id: word("Request that the line belongs to", { json: ["request_id"] }),
  trace_id: word("Trace that the line belongs to", { json: ["trace_id"] }),
  client_ip: field("Address of the client", lenient("ip"), {
    pattern: "[0-9A-Fa-f.:]{2,45}",
    json: ["client_ip", "remote_addr"],
  }),
  method: word("HTTP method", { pattern: "[A-Z]{3,16}", json: ["method"] }),
  path: field("Request target with its query, as the client sent it", keyword(2048), {
    pattern: '[^\\s"]++',
    json: ["path", "uri"],
  }),
  endpoint: word("Path without the query", { pattern: '/[^\\s?#"]*+', json: ["endpoint", "route"] }),
  http_version: word("HTTP version", { pattern: "[0-9](?:\\.[0-9])?+" }),
  status: field("HTTP status of the response", lenient("short"), {
    pattern: "[1-5][0-9]{2}",
    number: "int",
    json: ["status", "status_code"],
  }),
  response_time_ms: field("Time from request to response, in milliseconds", lenient("float"), {
    pattern: decimal,
    number: "float",
    json: ["response_time_ms", "duration_ms", "latency_ms"],
    format: "duration",
  }),
  response_size: field("Size of the response's body, in bytes", lenient("long"), {
    pattern: "[0-9]{1,15}",
    number: "int",
    json: ["response_size", "response_bytes"],
    format: "bytes",
  }),
  user_agent: field("User agent as the client sent it", text, {
    pattern: '(?:[^"\\\\]|\\\\.)++',
    json: ["user_agent"],
  }),
  referrer: field("Page that linked here, as the client sent it", keyword(2048), {
    pattern: '(?:[^"\\\\]|\\\\.)++',
    json: ["referrer", "referer"],
  }),
  predicted_family: word("Browser family that the model found", {
    pattern: token,
    json: ["predicted_family"],
  }),
  predicted_version: word("Browser version that the model found", {
    pattern: token,
    json: ["predicted_version"],
  }),
  confidence: field("How sure the model is, from 0 to 1", lenient("float"), {
    pattern: "[01](?:\\.[0-9]{1,12})?+",
    number: "float",
    json: ["confidence"],
    format: "percent",
  }),
  model: word("Model that was asked", { pattern: token, json: ["model"] }),
  inference_time_ms: field("Time that the model took, in milliseconds", lenient("float"), {
    pattern: decimal,
    number: "float",
    json: ["inference_time_ms"],
    format: "duration",
  }),
  error_type: word("Class of the error", {
    pattern: "[A-Za-z_](?:[\\w.]|::){0,200}?(?:Error|Exception|Interrupt|Panic|Timeout)\\b",
    json: ["error_type", "exc_type"],
  }),
  error_message: field("What the error says", text, {
    pattern: "[^\\n]{1,8192}",
    json: ["error_message", "error", "exc_message"],
  }),
  stack_trace: field("The lines that followed the first one", sentence, {
    json: ["stack_trace", "exc_info", "backtrace"],
  }),
  extra: field("Whatever else a JSON line holds, searchable as text", {
    type: "flattened",
    ignore_above: 8191,
  }),
  "kubernetes.namespace": word("Namespace of the pod"),
  "kubernetes.pod.name": word("Pod that wrote the line"),
  "kubernetes.pod.uid": word("Unique id of the pod"),
  "kubernetes.node.name": word("Node that the pod ran on"),
  "kubernetes.container.name": word("Container that wrote the line"),
  "container.image.name": word("Image of the container"),
  "log.file.path": word("File that the line was read from"),
  "log.offset": field("Where in the file the line began", { type: "long" }),
  tags: word("What went wrong while the line was read"),
} as const satisfies Readonly<Record<string, LogField>>;

/** The name of a field of the contract. Kibana's searches and panels name no other: a test reads them. */
export type LogFieldName = keyof typeof logFields;

/** Every field with its name, in the contract's order. */
export const logFieldEntries = Object.entries(logFields) as readonly [LogFieldName, LogField][];

export function isLogField(name: string): name is LogFieldName {
  return Object.hasOwn(logFields, name);
}
