import type { LogFieldName } from "../../../logging/log-fields";

/** A line as the container runtime took it, and what its document must hold. */
export interface CorpusLine {
  readonly what: string;
  readonly line: string;
  /** Exactly these fields of the contract, besides those that every document has. `message` only where it is not the line. */
  readonly fields: Partial<Record<LogFieldName, unknown>>;
  /** Never mind further fields: they must not be there. @default true */
  readonly exact?: boolean;
}

const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
const identify = "/api/v1/fingerprint/identify";
const at = "2026-02-13T12:00:00.123456Z";
const time = "2026-02-13T12:00:00.123Z";
const accessTime = "[13/Feb/2026:12:00:00 +0000]";
const second = "2026-02-13T12:00:00.000Z";
const long = "x".repeat(10_240);

const json = (value: Record<string, unknown>) => JSON.stringify({ timestamp: at, ...value });

const access = [
  {
    what: "combined access line with all its parts",
    line: `203.0.113.7 - - ${accessTime} "POST ${identify}?debug=1 HTTP/1.1" 200 512 "https://example.com/a?b=c" "${userAgent}" 12.345ms`,
    fields: {
      "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "203.0.113.7", method: "POST",
      path: `${identify}?debug=1`, endpoint: identify, http_version: "1.1", status: 200, response_size: 512,
      referrer: "https://example.com/a?b=c", user_agent: userAgent, response_time_ms: 12.345,
    },
  },
  {
    what: "access line without referrer, user agent and time",
    line: `203.0.113.7 - - ${accessTime} "GET /health HTTP/1.0" 200 2`,
    fields: { "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "203.0.113.7", method: "GET", path: "/health", endpoint: "/health", http_version: "1.0", status: 200, response_size: 2 },
  },
  {
    what: "access line with dashes for what is missing",
    line: `203.0.113.7 - alice ${accessTime} "GET / HTTP/2" 304 - "-" "-"`,
    fields: { "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "203.0.113.7", method: "GET", path: "/", endpoint: "/", http_version: "2", status: 304 },
  },
  {
    what: "access line with empty quotes",
    line: `203.0.113.7 - - ${accessTime} "GET / HTTP/1.1" 200 0 "" "" 0ms`,
    fields: { "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "203.0.113.7", method: "GET", path: "/", endpoint: "/", http_version: "1.1", status: 200, response_size: 0, response_time_ms: 0 },
  },
  {
    what: "IPv6 client",
    line: `2001:db8:85a3::8a2e:370:7334 - - ${accessTime} "GET /api/v1/models/status HTTP/1.1" 200 90 "-" "curl/8.5.0" 0.8ms`,
    fields: { "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "2001:db8:85a3::8a2e:370:7334", method: "GET", path: "/api/v1/models/status", endpoint: "/api/v1/models/status", http_version: "1.1", status: 200, response_size: 90, user_agent: "curl/8.5.0", response_time_ms: 0.8 },
  },
  {
    what: "IPv4 in IPv6",
    line: `::ffff:203.0.113.7 - - ${accessTime} "GET / HTTP/1.1" 200 1 "-" "a"`,
    fields: { "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "::ffff:203.0.113.7", method: "GET", path: "/", endpoint: "/", http_version: "1.1", status: 200, response_size: 1, user_agent: "a" },
  },
  {
    what: "escaped quotes and spaces in the user agent",
    line: `203.0.113.7 - - ${accessTime} "GET / HTTP/1.1" 200 1 "-" "My \\"odd\\" agent / 1.0  (it's fine)" 1ms`,
    fields: { "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "203.0.113.7", method: "GET", path: "/", endpoint: "/", http_version: "1.1", status: 200, response_size: 1, user_agent: `My \\"odd\\" agent / 1.0  (it's fine)`, response_time_ms: 1 },
  },
  {
    what: "client error",
    line: `203.0.113.7 - - ${accessTime} "PUT ${identify} HTTP/1.1" 422 31 "-" "curl/8.5.0" 3.1ms`,
    fields: { "@timestamp": second, log_shape: "access", severity: "WARN", client_ip: "203.0.113.7", method: "PUT", path: identify, endpoint: identify, http_version: "1.1", status: 422, response_size: 31, user_agent: "curl/8.5.0", response_time_ms: 3.1 },
  },
  {
    what: "server error",
    line: `203.0.113.7 - - ${accessTime} "POST ${identify} HTTP/1.1" 503 0 "-" "curl/8.5.0" 10000.01ms`,
    fields: { "@timestamp": second, log_shape: "access", severity: "ERROR", client_ip: "203.0.113.7", method: "POST", path: identify, endpoint: identify, http_version: "1.1", status: 503, response_size: 0, user_agent: "curl/8.5.0", response_time_ms: 10000.01 },
  },
  {
    what: "time zone other than UTC, and a carriage return",
    line: `203.0.113.7 - - [13/Feb/2026:14:00:00 +0200] "DELETE /x HTTP/1.1" 204 - "-" "a" 1.5ms\r`,
    fields: { "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "203.0.113.7", method: "DELETE", path: "/x", endpoint: "/x", http_version: "1.1", status: 204, user_agent: "a", response_time_ms: 1.5 },
  },
  {
    what: "absolute-form target, which has no endpoint",
    line: `203.0.113.7 - - ${accessTime} "CONNECT example.com:443 HTTP/1.1" 405 0 "-" "scanner"`,
    fields: { "@timestamp": second, log_shape: "access", severity: "WARN", client_ip: "203.0.113.7", method: "CONNECT", path: "example.com:443", http_version: "1.1", status: 405, response_size: 0, user_agent: "scanner" },
  },
  {
    what: "user agent of 10 kB",
    line: `203.0.113.7 - - ${accessTime} "GET / HTTP/1.1" 200 1 "-" "${long}" 1ms`,
    fields: { "@timestamp": second, log_shape: "access", severity: "INFO", client_ip: "203.0.113.7", method: "GET", path: "/", endpoint: "/", http_version: "1.1", status: 200, response_size: 1, user_agent: long, response_time_ms: 1 },
  },
  {
    what: "path of 10 kB",
    line: `203.0.113.7 - - ${accessTime} "GET /${long}?q HTTP/1.1" 414 1 "-" "a" 1ms`,
    fields: { "@timestamp": second, log_shape: "access", severity: "WARN", client_ip: "203.0.113.7", method: "GET", path: `/${long}?q`, endpoint: `/${long}`, http_version: "1.1", status: 414, response_size: 1, user_agent: "a", response_time_ms: 1 },
  },
] satisfies CorpusLine[];

const structured = [
  {
    what: "JSON request line",
    line: json({ level: "INFO", logger: "fingerprint_api.http", message: "request served", request_id: "7f9c", method: "POST", path: `${identify}?a=b`, status: 200, response_time_ms: 1234.5, response_size: 2048, client_ip: "2001:db8::1", user_agent: userAgent, tenant: "acme" }),
    fields: { "@timestamp": time, message: "request served", log_shape: "json", severity: "INFO", log_level: "INFO", logger: "fingerprint_api.http", request_id: "7f9c", method: "POST", path: `${identify}?a=b`, endpoint: identify, status: 200, response_time_ms: 1234.5, response_size: 2048, client_ip: "2001:db8::1", user_agent: userAgent, extra: { tenant: "acme" } },
  },
  {
    what: "JSON inference line",
    line: json({ level: "info", message: "inference", model: "family", predicted_family: "Chrome", predicted_version: "120.0", confidence: 0.97, inference_time_ms: 8.25 }),
    fields: { "@timestamp": time, message: "inference", log_shape: "json", severity: "INFO", log_level: "INFO", model: "family", predicted_family: "Chrome", predicted_version: "120.0", confidence: 0.97, inference_time_ms: 8.25, extra: {} },
  },
  {
    what: "JSON line of a tracing subscriber",
    line: json({ level: "WARN", target: "fingerprint_api::cache", fields: { message: "cache is full", entries: 12 } }),
    fields: { "@timestamp": time, message: "cache is full", log_shape: "json", severity: "WARN", log_level: "WARN", logger: "fingerprint_api::cache", extra: { fields: { entries: 12 } } },
  },
  {
    what: "JSON line with other names for the same things",
    line: JSON.stringify({ ts: "2026-02-13T13:00:00.123+01:00", severity: "error", msg: "failed", status_code: "500", duration_ms: 3, response_bytes: 9, remote_addr: "203.0.113.7", uri: "/x", referer: "/y", exc_type: "Timeout" }),
    fields: { "@timestamp": time, message: "failed", log_shape: "json", severity: "ERROR", log_level: "ERROR", status: 500, response_time_ms: 3, response_size: 9, client_ip: "203.0.113.7", path: "/x", endpoint: "/x", referrer: "/y", error_type: "Timeout", extra: {} },
  },
  {
    what: "JSON error with a stack trace",
    line: json({ level: "ERROR", message: "inference failed", error_type: "ModelError", error_message: "no weights", stack_trace: "at a\nat b" }),
    fields: { "@timestamp": time, message: "inference failed", log_shape: "json", severity: "ERROR", log_level: "ERROR", error_type: "ModelError", error_message: "no weights", stack_trace: "at a\nat b", extra: {} },
  },
  {
    what: "JSON line with an error object, which stays an object",
    line: json({ level: "ERROR", message: "failed", error: { code: 7 } }),
    fields: { "@timestamp": time, message: "failed", log_shape: "json", severity: "ERROR", log_level: "ERROR", extra: { error: { code: 7 } } },
  },
  {
    what: "JSON line with two names for one thing keeps both",
    line: json({ message: "m", response_time_ms: 1, duration_ms: 2 }),
    fields: { "@timestamp": time, message: "m", log_shape: "json", severity: "INFO", response_time_ms: 1, extra: { duration_ms: 2 } },
  },
  {
    what: "JSON status that is none",
    line: json({ message: "m", status: "1e999999999" }),
    fields: { "@timestamp": time, message: "m", log_shape: "json", severity: "INFO", extra: { status: "1e999999999" } },
  },
  {
    what: "JSON status 500 on an INFO line",
    line: json({ level: "INFO", message: "m", status: 500 }),
    fields: { "@timestamp": time, message: "m", log_shape: "json", severity: "ERROR", log_level: "INFO", status: 500, extra: {} },
  },
  {
    what: "JSON level that is a number",
    line: json({ level: 30, message: "m" }),
    fields: { "@timestamp": time, message: "m", log_shape: "json", severity: "INFO", extra: { level: 30 } },
  },
  {
    what: "JSON message that is an object",
    line: json({ message: { a: 1 } }),
    fields: { "@timestamp": time, log_shape: "json", severity: "INFO", extra: { message: { a: 1 } } },
  },
  {
    what: "JSON without time, message and level",
    line: '{"a":{"b":[1,2,{"c":null}]}}',
    fields: { log_shape: "json", severity: "INFO", extra: { a: { b: [1, 2, { c: null }] } } },
  },
  {
    what: "JSON with a time that is none",
    line: '{"timestamp":"yesterday","message":"m"}',
    fields: { message: "m", log_shape: "json", severity: "INFO", extra: {}, tags: ["_timestamp_unparsed"] },
  },
  { what: "empty JSON object", line: "{}", fields: { log_shape: "json", severity: "INFO", extra: {} } },
  {
    what: "JSON of 10 kB",
    line: json({ message: long, level: "INFO" }),
    fields: { "@timestamp": time, message: long, log_shape: "json", severity: "INFO", log_level: "INFO", extra: {} },
  },
  {
    what: "JSON followed by a joined stack trace",
    line: `${json({ level: "ERROR", message: "crash" })}\n  at handler\nValueError: bad input`,
    fields: { "@timestamp": time, message: "crash", log_shape: "json", severity: "ERROR", log_level: "ERROR", stack_trace: "  at handler\nValueError: bad input", error_type: "ValueError", error_message: "bad input", extra: {} },
  },
  { what: "broken JSON is text", line: '{"level":"INFO","message":', fields: { log_shape: "text", severity: "INFO" } },
] satisfies CorpusLine[];

const application = [
  {
    what: "plain request line",
    line: `${at} INFO fingerprint_api::http: POST ${identify}?x=1 200 12.3ms 512B client_ip=203.0.113.7 request_id=9`,
    fields: { "@timestamp": time, log_shape: "access", severity: "INFO", log_level: "INFO", logger: "fingerprint_api::http", method: "POST", path: `${identify}?x=1`, endpoint: identify, status: 200, response_time_ms: 12.3, response_size: 512, client_ip: "203.0.113.7" },
  },
  {
    what: "plain request line without size and client",
    line: `${at} WARN fingerprint_api::http: GET /nothing 404 0.2ms`,
    fields: { "@timestamp": time, log_shape: "access", severity: "WARN", log_level: "WARN", logger: "fingerprint_api::http", method: "GET", path: "/nothing", endpoint: "/nothing", status: 404, response_time_ms: 0.2 },
  },
  {
    what: "inference line",
    line: `${at} INFO fingerprint_api::model: inference model=version predicted_family=Firefox predicted_version=121.0 confidence=0.8312 inference_time_ms=7.5`,
    fields: { "@timestamp": time, log_shape: "inference", severity: "INFO", log_level: "INFO", logger: "fingerprint_api::model", model: "version", predicted_family: "Firefox", predicted_version: "121.0", confidence: 0.8312, inference_time_ms: 7.5 },
  },
  {
    what: "inference line in another order, quoted, with parts missing",
    line: `${at} INFO fingerprint_api::model: Inference done: confidence=1 predicted_family="Safari", cached=false`,
    fields: { "@timestamp": time, log_shape: "inference", severity: "INFO", log_level: "INFO", logger: "fingerprint_api::model", predicted_family: "Safari", confidence: 1 },
  },
  {
    what: "application line in brackets, with comma and space in the time",
    line: "2026-02-13 12:00:00,123 [ERROR] fingerprint_api.pool: no connection left",
    fields: { "@timestamp": time, log_shape: "application", severity: "ERROR", log_level: "ERROR", logger: "fingerprint_api.pool" },
  },
  {
    what: "application line in lower case without a module",
    line: "2026-02-13T12:00:00Z warning disk is slow",
    fields: { "@timestamp": second, log_shape: "application", severity: "WARN", log_level: "WARNING" },
  },
  {
    what: "debug line",
    line: `${at} DEBUG fingerprint_api::features: extracted 42 features`,
    fields: { "@timestamp": time, log_shape: "application", severity: "INFO", log_level: "DEBUG", logger: "fingerprint_api::features" },
  },
] satisfies CorpusLine[];

const traces = [
  {
    what: "Python stack trace, joined by the shipper",
    line: `${at} ERROR fingerprint_api.http: unhandled exception\nTraceback (most recent call last):\n  File "/app/api.py", line 7, in identify\n    raise ValueError("bad input")\nValueError: bad input`,
    fields: { "@timestamp": time, message: `${at} ERROR fingerprint_api.http: unhandled exception`, log_shape: "application", severity: "ERROR", log_level: "ERROR", logger: "fingerprint_api.http", error_type: "ValueError", error_message: "bad input", stack_trace: 'Traceback (most recent call last):\n  File "/app/api.py", line 7, in identify\n    raise ValueError("bad input")\nValueError: bad input' },
  },
  {
    what: "Java-like stack trace with a cause",
    line: `${at} WARN fingerprint_api::store: retry\n  at a.b.C(C.java:1)\nCaused by: java.net.SocketException: reset\n  ... 3 more`,
    fields: { "@timestamp": time, message: `${at} WARN fingerprint_api::store: retry`, log_shape: "application", severity: "ERROR", log_level: "WARN", logger: "fingerprint_api::store", error_type: "java.net.SocketException", error_message: "reset", stack_trace: "  at a.b.C(C.java:1)\nCaused by: java.net.SocketException: reset\n  ... 3 more" },
  },
  {
    what: "Rust panic with a backtrace",
    line: "thread 'main' panicked at 'index out of bounds', src/main.rs:4:5\nstack backtrace:\n   0: std::panicking\nnote: run with `RUST_BACKTRACE=1`",
    fields: { message: "thread 'main' panicked at 'index out of bounds', src/main.rs:4:5", log_shape: "text", severity: "ERROR", stack_trace: "stack backtrace:\n   0: std::panicking\nnote: run with `RUST_BACKTRACE=1`" },
  },
  {
    what: "bare traceback",
    line: 'Traceback (most recent call last):\n  File "x.py", line 1\nRuntimeError: boom',
    fields: { message: "Traceback (most recent call last):", log_shape: "text", severity: "ERROR", error_type: "RuntimeError", error_message: "boom", stack_trace: '  File "x.py", line 1\nRuntimeError: boom' },
  },
] satisfies CorpusLine[];

const odd = [
  { what: "empty line", line: "", fields: { log_shape: "text", severity: "INFO" } },
  { what: "blanks", line: "   \t ", fields: { log_shape: "text", severity: "INFO" } },
  { what: "line break alone", line: "\n", fields: { log_shape: "text", severity: "INFO" } },
  { what: "start-up banner", line: "Fingerprint API 1.0.0 listening on 0.0.0.0:8000", fields: { log_shape: "text", severity: "INFO" } },
  { what: "level without a time", line: "ERROR something", fields: { log_shape: "text", severity: "INFO" } },
  { what: "invalid UTF-8", line: Buffer.from([0x66, 0xff, 0xfe, 0x6f]).toString("utf8"), fields: { log_shape: "text", severity: "INFO" } },
  {
    what: "invalid UTF-8 in an access line",
    line: `203.0.113.7 - - ${accessTime} "GET /${Buffer.from([0xc3, 0x28]).toString("utf8")} HTTP/1.1" 400 0 "-" "-"`,
    fields: { "@timestamp": second, log_shape: "access", severity: "WARN", client_ip: "203.0.113.7", method: "GET", path: "/\ufffd(", endpoint: "/\ufffd(", http_version: "1.1", status: 400, response_size: 0 },
  },
  { what: "other scripts and emoji", line: "模型已加载 ✅", fields: { log_shape: "text", severity: "INFO" } },
  { what: "control characters", line: "\u0000\u0001\u001b[31mred\u001b[0m", fields: { log_shape: "text", severity: "INFO" } },
  { what: "what looks like a field reference", line: "%{[status]} ${HOME} [status]", fields: { log_shape: "text", severity: "INFO" } },
  {
    what: "access line with a status out of range is text",
    line: `203.0.113.7 - - ${accessTime} "GET / HTTP/1.1" 999 0`,
    fields: { log_shape: "text", severity: "INFO" },
  },
  {
    what: "access line cut in the middle is text",
    line: `203.0.113.7 - - ${accessTime} "GET /api/v1/fing`,
    fields: { log_shape: "text", severity: "INFO" },
  },
] satisfies CorpusLine[];

/** Lines that make careless expressions run for minutes. */
const hostile = [
  { what: "10 kB of dots and digits", line: `${"1.".repeat(5120)}x` },
  { what: "10 kB of quotes", line: `203.0.113.7 - - ${accessTime} "GET / HTTP/1.1" 200 1 ${'"'.repeat(10_240)}` },
  { what: "10 kB of backslashes in the user agent", line: `203.0.113.7 - - ${accessTime} "GET / HTTP/1.1" 200 1 "-" "${"\\".repeat(10_241)}` },
  { what: "an open quote and 10 kB", line: `203.0.113.7 - - ${accessTime} "GET / HTTP/1.1" 200 1 "${long}` },
  { what: "10 kB of blanks after the level", line: `${at} INFO ${" ".repeat(10_240)}` },
  { what: "10 kB of colons in the module", line: `${at} INFO a${"::a".repeat(3413)} ` },
  { what: "a module that never ends", line: `${at} INFO ${"a.".repeat(5120)}!` },
  { what: "many half keys in an inference line", line: `${at} INFO m: inference ${"predicted_family= confidence= ".repeat(350)}` },
  { what: "a stack trace of 10 kB without an error", line: `${at} ERROR m: x\n${"aaaaaaaaaError".repeat(700)}` },
  { what: "a stack trace of 1,000 lines", line: `${at} ERROR m: x\n${"Caused by: a.b.c.d.e.f\n".repeat(1000)}` },
  { what: "10 kB of opening braces", line: "{".repeat(10_240) },
] as const;

export const corpus: readonly CorpusLine[] = [...access, ...structured, ...application, ...traces, ...odd];
export const hostileLines: readonly { readonly what: string; readonly line: string }[] = hostile;

/** The table of the corpus by kind, for the report. */
export const corpusKinds = { access, structured, application, traces, odd, hostile };
