/** The grok patterns of the synthesized main.conf over the corpus, run by Oniguruma, which Logstash's engine is a port of. */
import { readFileSync } from "node:fs";
import { type IOnigScannerConfig, OnigScanner, loadWASM } from "vscode-oniguruma";
import { isLogField, logFields } from "../../contracts/log-fields";
import { pipelineFiles } from "../../logging/logstash/logstash-files";
import { corpus, hostileLines } from "../../verify/logstash/corpus";
import { environmentWith } from "../support/environments";

/** One `grok` of a pipeline. */
interface Grok {
  /** The field that it reads, such as `[message]`. */
  readonly reads: string;
  readonly overwrites: readonly string[];
  readonly patterns: readonly Capture[];
}

/** What a text's first match captures: text by field, numbers converted; undefined where nothing matches. */
type Capture = (text: string) => Record<string, string | number> | undefined;

let groks: Grok[];

beforeAll(async () => {
  await loadWASM(new Uint8Array(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"))));
  const files = pipelineFiles({ environment: "staging", logging: environmentWith().logging });
  groks = groksOf(files["main.conf"] ?? "");
});

/** Every `grok` of a pipeline, in the order in which a line meets them. */
function groksOf(pipeline: string): Grok[] {
  const texts = (part = "") => [...part.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, a, b = ""]) => a ?? b);
  return [...pipeline.matchAll(/^ +grok \{$(.*?)^ +tag_on_failure/gms)].map(([, settings = ""]) => {
    const [defined = [], matched = [], overwrites = []] = settings.split(/match =>|overwrite =>/).map(texts);
    const definitions = new Map<string, string>();
    for (let i = 0; i < defined.length; i += 2) definitions.set(defined[i]!, defined[i + 1]!);
    const [reads = "", ...patterns] = matched;
    return { reads, overwrites, patterns: patterns.map((pattern) => compiled(pattern, definitions)) };
  });
}

/** Ruby's syntax, as in Logstash. The package's enum is `const`, which one-file compilers can't read, hence its number. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- see above
const ruby: IOnigScannerConfig = { options: [], syntax: 10 };

/** Compiles a pattern with its definitions, as `jls-grok` does: every reference becomes a named group. */
function compiled(pattern: string, definitions: ReadonlyMap<string, string>): Capture {
  const references: { readonly field: string; readonly number: string | undefined }[] = [];
  const expand = (source: string): string =>
    source.replaceAll(
      /%\{(\w+)(?::([^:}]+))?(?::(int|float))?\}/g,
      (_, name: string, field?: string, number?: string) => {
        const definition = definitions.get(name);
        if (definition === undefined) throw new Error(`grok pattern ${name} is not defined`);
        if (field === undefined) return `(?:${expand(definition)})`;
        references.push({ field, number });
        return `(?<g${references.length - 1}>${expand(definition)})`;
      },
    );
  const expanded = expand(pattern);
  const groups = [...expanded.matchAll(/\(\?<(?:g(\d+)|([A-Za-z_]\w*))>/g)].map(
    ([, reference, field = ""]) =>
      reference ? references[Number(reference)]! : { field, number: undefined },
  );
  const scanner = new OnigScanner([expanded], ruby);
  return (text) => {
    const found = scanner.findNextMatchSync(text, 0)?.captureIndices;
    if (!found) return undefined;
    const values: Record<string, string | number> = {};
    groups.forEach(({ field, number }, i) => {
      const value = text.slice(found[i + 1]!.start, found[i + 1]!.end);
      if (value !== "") values[field] = number === "int" ? parseInt(value) : number ? Number(value) : value;
    });
    return values;
  };
}

/** What the first pattern that matches captures. */
const capture = ({ patterns }: Grok, text: string) =>
  patterns.reduce<ReturnType<Capture>>((found, pattern) => found ?? pattern(text), undefined);

/** What the groks on text take from a plain line, in the pipeline's order. */
function captured(line: string): Record<string, unknown> {
  const fields: Record<string, unknown> = { message: line };
  for (const grok of groks) {
    const field = grok.reads.slice(1, -1);
    const text = fields[field];
    if (typeof text !== "string") continue;
    Object.assign(fields, capture(grok, text));
    // Logstash makes a list of a field that a capture finds filled, unless the capture is overwritten by its bare name.
    if (fields[field] !== text && !grok.overwrites.includes(field)) fields[field] = [text, fields[field]];
  }
  return fields;
}

const isCaptured = (name: string) => isLogField(name) && "pattern" in logFields[name];

const plain = corpus.filter(({ fields }) => fields.log_shape !== "json");

test.each(plain)("$what", ({ line, fields }) => {
  const { "[@metadata][timestamp]": time, ...found } = captured(line);
  const { message = line, stack_trace, ...rest } = fields;
  const expected = Object.fromEntries(Object.entries(rest).filter(([name]) => isCaptured(name)));
  if (typeof found["log_level"] === "string") found["log_level"] = found["log_level"].toUpperCase();
  expect(found).toEqual({ message, ...(stack_trace !== undefined && { stack_trace }), ...expected });
  expect(time !== undefined).toBe("@timestamp" in fields);
});

test.each([
  ["[container][image][name]", "version", "registry.example.com/fingerprint-api:1.4.2", "1.4.2"],
  ["[container][image][name]", "version", "registry.example.com:5000/fingerprint-api:v2@sha256:0123", "v2"],
  ["[container][image][name]", "version", "fingerprint-api", undefined],
  ["[@metadata][status]", "status", "200", 200],
  ["[@metadata][status]", "status", "500.0", 500],
  ["[@metadata][status]", "status", "503.5", undefined],
  ["[@metadata][status]", "status", "99", undefined],
  ["[@metadata][status]", "status", "1e999999999", undefined],
])("where %s says it, the %s in %s is %s", (field, name, text, value) => {
  const readers = groks.filter(({ reads }) => reads === field);
  expect(readers).not.toEqual([]);
  for (const grok of readers) expect(capture(grok, text)?.[name]).toBe(value);
});

test.each([...corpus, ...hostileLines])("$what costs little, and is kept", ({ line }) => {
  captured(line);
  // Processor time: a busy machine is not a slow pattern.
  const before = process.cpuUsage();
  const { message, stack_trace } = captured(line);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(100);
  expect([message, stack_trace].filter((part) => typeof part === "string").join("\n")).toBe(line);
});

test("some line has every field that is captured or carried by JSON", () => {
  const seen = new Set(corpus.flatMap(({ fields }) => Object.keys(fields)));
  const expected = Object.entries(logFields)
    .filter(([, field]) => "pattern" in field || "json" in field)
    .map(([name]) => name);
  // The image's version is not the line's; traces are promised to nobody yet.
  expect(expected.filter((name) => !seen.has(name))).toEqual(["version", "trace_id"]);
});

test("the corpus expects no field that the contract does not have, and no value that its mapping does not index", () => {
  const typeOf = (type: string) =>
    type === "flattened" ? "object" : ["short", "float", "long"].includes(type) ? "number" : "string";
  for (const [name, value] of corpus.flatMap(({ fields }) => Object.entries(fields))) {
    const expected = isLogField(name) ? typeOf(logFields[name].mapping.type) : "no field of the contract";
    for (const one of [value].flat()) expect([name, typeof one]).toEqual([name, expected]);
  }
});
