import { format } from "./format";
import { text } from "./formats";

/** As much of the parser as is used here. Its package has types for ES modules alone. */
interface PromqlParser {
  parse(query: string): {
    iterate(visitor: {
      enter: (node: { readonly name: string; readonly from: number; readonly to: number }) => void;
      leave: () => void;
    }): void;
  };
}

export interface PromqlNode {
  /** Name in the parser's grammar, such as `VectorSelector`. */
  readonly name: string;
  readonly text: string;
  /** Names of the parts around it, the outermost first. */
  readonly parents: readonly string[];
}

export function promqlNodes(query: string): PromqlNode[] {
  // Loaded where there is something to parse: most environments have no query of their own.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the module can be required, its types can't be imported
  const { parser } = require("@prometheus-io/lezer-promql") as { parser: PromqlParser };
  const found: PromqlNode[] = [];
  const open: string[] = [];
  parser.parse(query).iterate({
    enter: ({ name, from, to }) => {
      found.push({ name, text: query.slice(from, to), parents: [...open] });
      open.push(name);
    },
    leave: () => void open.pop(),
  });
  return found;
}

export const isPromql = (query: string) => promqlNodes(query).every(({ name }) => name !== "⚠");

/** True for text in quotes, which is a query that no rule takes. */
const isQuoted = (query: string) => promqlNodes(query)[1]?.name === "StringLiteral";

/** A query on one line. Whether its functions get what they take, promtool says. */
export const promql = format<string>(
  "promql",
  (value) => text.safeParse(value).success && isPromql(value) && !isQuoted(value),
  "is no PromQL: write one line that Prometheus can parse, such as 'up{job=\"postgres\"} == 0'",
);
