import { readFileSync } from "node:fs";
import { type IOnigScannerConfig, OnigScanner, loadWASM } from "vscode-oniguruma";

/** What a capture is called, and the number that its text becomes. */
interface Capture {
  readonly field: string;
  readonly number?: string;
}

/** A grok pattern, compiled by the regular-expression engine that Logstash's is a port of. */
export interface CompiledGrok {
  /** Text by field, numbers converted; undefined where the pattern does not match. */
  readonly match: (text: string) => Record<string, string | number> | undefined;
}

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

/** Where an expression first matches, with the text of each group. */
function searcher(expression: string): (text: string) => (string | undefined)[] | undefined {
  const scanner = new OnigScanner([expression], ruby);
  return (text) => {
    const found = scanner.findNextMatchSync(text, 0);
    return found?.captureIndices.map(({ start, end, length }) =>
      length === 0 && start === 0 && end === 0 ? undefined : text.slice(start, end),
    );
  };
}

/** Compiles a pattern with its definitions, as `jls-grok` does: every reference becomes a named group. */
export function compileGrok(pattern: string, definitions: Readonly<Record<string, string>>): CompiledGrok {
  const captures = new Map<string, Capture>();
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
  const search = searcher(expanded);

  return {
    match: (text) => {
      const found = search(text);
      if (found === undefined) return undefined;
      const values: Record<string, string | number> = {};
      groups.forEach(({ field, number }, i) => {
        const value = found[i + 1];
        if (value === undefined || value === "") return;
        values[field] =
          number === "int" ? Number.parseInt(value, 10) : number === "float" ? Number(value) : value;
      });
      return values;
    },
  };
}
