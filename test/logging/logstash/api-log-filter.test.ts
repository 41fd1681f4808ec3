import { isLogField, logFields } from "../../../contracts/log-fields";
import { apiLogFilter } from "../../../logging/logstash/api-log-filter";
import { corpus, hostileLines } from "../support/corpus";
import { FilterEvaluator, type LogEvent } from "../support/filter-evaluator";
import { loadOniguruma } from "../support/grok";

/** What Filebeat sends with a line. */
const shipped = (message: string): LogEvent => ({
  "@timestamp": "2026-02-13T12:34:56.789Z",
  "@version": "1",
  message,
  agent: { type: "filebeat", version: "8" },
  ecs: { version: "8.0.0" },
  input: { type: "filestream" },
  log: { file: { path: "/var/log/containers/api.log", fingerprint: "f" }, offset: 42 },
  kubernetes: {
    namespace: "fingerprint",
    pod: { name: "fingerprint-api-1", uid: "u" },
    node: { name: "node-1" },
    container: { name: "fingerprint-api" },
    labels: { app_kubernetes_io: "x", "app_kubernetes_io/name": "fingerprint-api" },
  },
  container: { image: { name: "registry.example.com/fingerprint-api:1.4.2" } },
  tags: ["beats_input_codec_plain_applied"],
});

/** What every document holds, whatever its line. */
const common = {
  "@timestamp": "2026-02-13T12:34:56.789Z",
  environment: "staging",
  service: "fingerprint-api",
  version: "1.4.2",
  tags: [],
};

let filter: FilterEvaluator;

beforeAll(async () => {
  await loadOniguruma();
  filter = new FilterEvaluator(apiLogFilter({ environment: "staging", service: "fallback" }));
});

function documentOf(line: string): LogEvent {
  const document = filter.run(shipped(line));
  if (!document) throw new Error("the line was dropped");
  return document;
}

/** The document without what only the shipper puts in. */
function contractFields(document: LogEvent): LogEvent {
  const own = ["kubernetes", "container", "log", "@metadata"];
  return Object.fromEntries(Object.entries(document).filter(([name]) => !own.includes(name)));
}

test.each(corpus.map((entry) => [entry.what, entry] as const))("%s", (_, { line, fields }) => {
  const document = contractFields(documentOf(line));
  const { message = line, ...rest } = fields;
  expect(document).toEqual({ ...common, message, ...rest });
});

test.each(hostileLines.map(({ what, line }) => [what, line] as const))(
  "%s is kept and costs little",
  (_, line) => {
    filter.slowestMatch = 0;
    const document = documentOf(line);
    const kept = [document["message"], document["stack_trace"]].filter((part) => typeof part === "string");
    expect(kept.join("\n")).toBe(line);
    expect(filter.slowestMatch).toBeLessThan(100);
  },
);

test("no line of the corpus takes a match longer than 100 ms", () => {
  filter.slowestMatch = 0;
  for (const { line } of corpus) documentOf(line);
  expect(filter.slowestMatch).toBeLessThan(100);
});

test("every field of every document is in the contract, with a value of its type", () => {
  const typeOf: Record<string, string> = {
    keyword: "string",
    text: "string",
    ip: "string",
    date: "string",
    short: "number",
    float: "number",
    long: "number",
    flattened: "object",
  };
  for (const { line } of corpus) {
    const document = contractFields(documentOf(line));
    for (const [name, value] of Object.entries(document)) {
      expect(isLogField(name)).toBe(true);
      if (!isLogField(name)) continue;
      const type = typeOf[logFields[name].mapping.type] ?? "no such type";
      const values: unknown[] = Array.isArray(value) ? value : [value];
      for (const one of values) expect([name, typeof one]).toEqual([name, type]);
    }
  }
});

test("every captured field is captured by some line, and every JSON field carried by some", () => {
  const seen = new Set(corpus.flatMap(({ fields }) => Object.keys(fields)));
  const expected = Object.entries(logFields)
    .filter(
      ([name, field]) => ("pattern" in field || "json" in field) && !["version", "trace_id"].includes(name),
    )
    .map(([name]) => name);
  expect(expected.filter((name) => !seen.has(name))).toEqual([]);
});

test("a line that is sent again has the same id, another line another", () => {
  const id = (event: LogEvent) => (filter.run(event)?.["@metadata"] as { id: string }).id;
  const first = shipped("a");
  expect(id(first)).toBe(id(shipped("a")));
  expect(id({ ...first, log: { ...(first["log"] as object), offset: 43 } })).not.toBe(id(first));
});

test("a pod without a name label has the fallback as its service", () => {
  expect(filter.run({ ...shipped("a"), kubernetes: {} })?.["service"]).toBe("fallback");
});
