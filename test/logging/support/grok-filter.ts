import type { Conf, Plugin } from "./conf";
import { type CompiledGrok, compileGrok } from "./grok";

/** One `grok` of a pipeline, with its expressions compiled by the engine that Logstash's is a port of. */
export interface GrokFilter {
  /** The field that it reads: `[message]`. */
  readonly reads: string;
  readonly patterns: readonly string[];
  /** What the first pattern that matches captures, by field. */
  readonly capture: (text: string) => Record<string, string | number> | undefined;
}

/** Every `grok` of a pipeline, in the order in which a line meets them. Oniguruma must be loaded. */
export function grokFilters({ plugins }: Conf): GrokFilter[] {
  return plugins.filter(({ name }) => name === "grok").map(grokFilter);
}

function grokFilter({ settings }: Plugin): GrokFilter {
  const [[reads, match] = ["", ""]] = Object.entries(settings["match"] as Record<string, string | string[]>);
  const patterns = [match].flat();
  const definitions = (settings["pattern_definitions"] ?? {}) as Record<string, string>;
  let compiled: CompiledGrok[] | undefined;
  return {
    reads,
    patterns,
    capture: (text) => {
      compiled ??= patterns.map((pattern) => compileGrok(pattern, definitions));
      for (const { match: matched } of compiled) {
        const found = matched(text);
        if (found) return found;
      }
      return undefined;
    },
  };
}
