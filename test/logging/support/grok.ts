import { readFileSync } from "node:fs";
import { type IOnigScannerConfig, OnigScanner, loadWASM } from "vscode-oniguruma";
import type { Conf } from "./conf";

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
function compiled(pattern: string, definitions: Readonly<Record<string, string>>): Capture {
  const captures = new Map<string, { readonly field: string; readonly number?: string }>();
  const expand = (source: string): string =>
    source.replaceAll(
      /%\{(\w+)(?::([^:}]+))?(?::(int|float))?\}/g,
      (_, name: string, field?: string, number?: string) => {
        const definition = definitions[name];
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

/** Every `grok` of a pipeline, in the order in which a line meets them: the field that each reads, `[message]`, and what it captures. */
export function grokFilters({ plugins }: Conf): { readonly reads: string; readonly capture: Capture }[] {
  return plugins
    .filter(({ name }) => name === "grok")
    .map(({ settings }) => {
      const [[reads, match] = ["", ""]] = Object.entries(
        settings["match"] as Record<string, string | string[]>,
      );
      const definitions = (settings["pattern_definitions"] ?? {}) as Record<string, string>;
      const patterns = [match].flat().map((pattern) => compiled(pattern, definitions));
      const capture: Capture = (text) => {
        for (const pattern of patterns) {
          const found = pattern(text);
          if (found) return found;
        }
        return undefined;
      };
      return { reads, capture };
    });
}
