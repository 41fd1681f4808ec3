import { readFileSync } from "node:fs";
import { type IOnigScannerConfig, OnigScanner, loadWASM } from "vscode-oniguruma";

/** What a text's first match captures: text by field, numbers converted; undefined where nothing matches. */
type Capture = (text: string) => Record<string, string | number> | undefined;

/** Loads Oniguruma. Call it once, before anything else of this file. */
export async function loadOniguruma(): Promise<void> {
  const { buffer, byteOffset, byteLength } = readFileSync(
    require.resolve("vscode-oniguruma/release/onig.wasm"),
  );
  await loadWASM(new Uint8Array(buffer, byteOffset, byteLength));
}

/** Ruby's syntax, as in Logstash. The package's enum is `const`, which one-file compilers can't read, hence its number. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- see above
const ruby: IOnigScannerConfig = { options: [], syntax: 10 };

/** Compiles a pattern with its definitions, as `jls-grok` does: every reference becomes a named group. */
function compiled(pattern: string, definitions: ReadonlyMap<string, string>): Capture {
  const captures = new Map<string, { readonly field: string; readonly number?: string }>();
  const expand = (source: string): string =>
    source.replaceAll(
      /%\{(\w+)(?::([^:}]+))?(?::(int|float))?\}/g,
      (_, name: string, field?: string, number?: string) => {
        const definition = definitions.get(name);
        if (definition === undefined) throw new Error(`grok pattern ${name} is not defined`);
        if (field === undefined) return `(?:${expand(definition)})`;
        const group = `g${String(captures.size)}`;
        captures.set(group, { field, ...(number !== undefined && { number }) });
        return `(?<${group}>${expand(definition)})`;
      },
    );
  const expanded = expand(pattern);
  const groups = [...expanded.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(
    ([, name = ""]) => captures.get(name) ?? { field: name },
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

/** The texts in quotes of a part of a pipeline. */
const texts = (part = "") => [...part.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, a, b = ""]) => a ?? b);

/** One `grok` of a pipeline. */
export interface Grok {
  /** The field that it reads, such as `[message]`. */
  readonly reads: string;
  readonly overwrites: readonly string[];
  readonly capture: Capture;
}

/** Every `grok` of a pipeline, in the order in which a line meets them. */
export function grokFilters(pipeline: string): Grok[] {
  return [...pipeline.matchAll(/^ +grok \{$(.*?)^ +tag_on_failure/gms)].map(([, settings = ""]) => {
    const [defined, matched, overwritten] = settings.split(/match =>|overwrite =>/).map(texts);
    const definitions = new Map<string, string>();
    for (let i = 0; i < defined!.length; i += 2) definitions.set(defined![i]!, defined![i + 1]!);
    const [reads = "", ...patterns] = matched!;
    const captures = patterns.map((pattern) => compiled(pattern, definitions));
    const capture: Capture = (text) => {
      for (const pattern of captures) {
        const found = pattern(text);
        if (found) return found;
      }
      return undefined;
    };
    return { reads, overwrites: overwritten ?? [], capture };
  });
}
