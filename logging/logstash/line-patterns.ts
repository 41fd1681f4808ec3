import { type CapturedField, type LogField, logFieldEntries, logFields } from "../../contracts/log-fields";

/** Name of a field's grok pattern: `response_time_ms` → `RESPONSE_TIME_MS`. */
const patternName = (field: CapturedField) => field.toUpperCase();

/** A grok reference that captures a field of the contract with its type. */
export function capture(field: CapturedField): string {
  const { number }: LogField = logFields[field];
  return `%{${patternName(field)}:${field}${number === undefined ? "" : `:${number}`}}`;
}

/** The grok definitions that some patterns refer to, directly or through each other. */
export function definitionsFor(patterns: readonly string[]): Record<string, string> {
  const needed = new Set<string>();
  const visit = (pattern: string) => {
    for (const [, name] of pattern.matchAll(/%\{(\w+)/g)) {
      const definition = name === undefined ? undefined : definitions[name];
      if (name === undefined || definition === undefined)
        throw new Error(`grok pattern ${String(name)} is not defined`);
      if (needed.has(name)) continue;
      needed.add(name);
      visit(definition);
    }
  };
  patterns.forEach(visit);
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => needed.has(name)));
}

/** Every named expression: one for each captured field, and what only lines have. */
const definitions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    logFieldEntries.flatMap(([name, { pattern }]: readonly [string, LogField]) =>
      pattern === undefined ? [] : [[patternName(name as CapturedField), pattern]],
    ),
  ),
  ACCESS_TIME: "[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}",
  LINE_TIME:
    "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?+(?:Z|[+-][0-9]{2}:?[0-9]{2})?+",
};

const time = "[@metadata][timestamp]";
const request = `"${capture("method")} ${capture("path")}(?: HTTP/${capture("http_version")})?+"`;
const dashOr = (field: CapturedField) => `"(?:-|${capture(field)}|)"`;

/** What every plain application line begins with: time, level and, mostly, the module. */
const prefix = `\\A%{LINE_TIME:${time}}[ \\t]{1,8}\\[?+${capture("log_level")}\\]?+[ \\t]{1,8}(?:${capture("logger")}: )?+`;

/** A `key=value` anywhere in the rest of the line. Keys may come in any order and may be missing. */
const pair = (field: CapturedField) => `(?:(?=[^\\n]*?\\b${field}="?+${capture(field)})|)`;

/** The plain lines that the API prints, most specific first. What matches none of them is kept as text. */
export const linePatterns = {
  /** `203.0.113.7 - - [13/Feb/2026:12:00:00 +0000] "GET /health HTTP/1.1" 200 2 "-" "curl/8.5.0" 0.4ms` */
  access:
    `\\A${capture("client_ip")} [^ ]{1,128} [^ ]{1,128} \\[%{ACCESS_TIME:${time}}\\] ${request} ${capture("status")} ` +
    `(?:${capture("response_size")}|-)(?: ${dashOr("referrer")} ${dashOr("user_agent")})?+(?: ${capture("response_time_ms")}ms)?+[ \\t\\r]*+\\z`,

  /** `2026-02-13T12:00:00.123Z INFO fingerprint_api::http: POST /api/v1/fingerprint/identify 200 12.3ms 512B client_ip=203.0.113.7` */
  request:
    `${prefix}${capture("method")} ${capture("path")} ${capture("status")} ${capture("response_time_ms")}ms` +
    `(?: ${capture("response_size")}B)?+${pair("client_ip")}`,

  /** `2026-02-13T12:00:00.123Z INFO fingerprint_api::model: inference model=family predicted_family=Chrome confidence=0.97` */
  inference:
    `${prefix}[Ii]nference\\b` +
    (["model", "predicted_family", "predicted_version", "confidence", "inference_time_ms"] as const)
      .map(pair)
      .join(""),

  /** `2026-02-13T12:00:00.123Z WARN fingerprint_api::cache: evicted 12 entries` */
  application: prefix,
} as const;
