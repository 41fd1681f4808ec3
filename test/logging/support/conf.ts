/** What a setting of a plugin holds; a bare word or number is its text. */
// A record can't refer to itself.

export type Value = string | readonly Value[] | { readonly [key: string]: Value };

/** One plugin of a pipeline, wherever in its conditions it stands. */
export interface Plugin {
  readonly section: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, Value>>;
}

/** A pipeline as far as tests look at it. */
export interface Conf {
  readonly plugins: readonly Plugin[];
  /** Fields that conditions ask for: `[log][offset]`. */
  readonly asked: readonly string[];
}

const tokens = [
  /#[^\n]*/, // a comment
  /"[^"]*"|'[^']*'/, // text, without escapes
  /\/(?:\\.|[^/\n])+\//, // an expression
  /(?:\[[^[\],"'\s]+\])+/, // a field
  /=>|[{}[\],()]|[!=<>~]+|[\w.-]+/,
];
const tokenizer = new RegExp(tokens.map(({ source }) => source).join("|"), "g");

const unquoted = (word: string) => word.replace(/^(["'])(.*)\1$/s, "$2");

/** Reads a `.conf`: sections, plugins with their settings, and what conditions ask for. */
export function readConf(text: string): Conf {
  const words = [...text.matchAll(tokenizer)].map(([word]) => word).filter((word) => !word.startsWith("#"));
  const plugins: Plugin[] = [];
  const asked: string[] = [];
  let at = 0;

  const take = (expected?: string): string => {
    const word = words[at++];
    if (word === undefined || (expected !== undefined && word !== expected))
      throw new Error(
        `${expected ?? "something"} is missing before ${words.slice(at - 1, at + 5).join(" ")}`,
      );
    return word;
  };
  const value = (): Value => {
    const word = take();
    if (word === "[") {
      const list: Value[] = [];
      while (words[at] !== "]") {
        list.push(value());
        if (words[at] === ",") take();
      }
      take("]");
      return list;
    }
    if (word === "{") return settings();
    return unquoted(word);
  };
  /** Up to and with the closing brace. */
  const settings = (): Record<string, Value> => {
    const found: Record<string, Value> = {};
    while (words[at] !== "}") {
      const key = unquoted(take());
      take("=>");
      found[key] = value();
    }
    take("}");
    return found;
  };
  /** Plugins up to and with the closing brace, those of conditions included. */
  const body = (section: string): void => {
    while (words[at] !== "}") {
      const name = take();
      if (name === "if") {
        while (words[at] !== "{") {
          const word = take();
          if (/^\[./.test(word)) asked.push(word);
        }
      } else if (name === "{") body(section);
      else if (name !== "else") {
        take("{");
        plugins.push({ section, name, settings: settings() });
      }
    }
    take("}");
  };
  while (at < words.length) {
    const section = take();
    take("{");
    body(section);
  }
  return { plugins, asked };
}
