import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { LogFieldName } from "../../contracts/log-fields";

/** A line that the pipeline takes in. */
export interface Line {
  /** What is odd about it, for messages. */
  readonly what: string;
  readonly line: string;
}

/** A line, and the fields of its document. */
export interface CorpusLine extends Line {
  readonly fields: Partial<Record<LogFieldName, unknown>>;
}

/** `<x × 9>` is nine x. */
const withRuns = (text: string) =>
  text.replaceAll(/<(.+?) × (\d+)>/gs, (_, run: string, times) => run.repeat(Number(times)));

const file = parse(
  readFileSync(join(__dirname, "corpus.yaml"), "utf8"),
  (_, value: unknown) => (typeof value === "string" ? withRuns(value) : value),
  { merge: true },
) as { readonly lines: readonly CorpusLine[]; readonly hostile: readonly Line[] };

export const corpus = file.lines;

/** Lines that make careless expressions run for minutes. */
export const hostileLines = file.hostile;

/** When the container runtime took the lines that bear no time of their own. */
export const takenAt = "2026-02-13T12:34:56.789Z";

/** The document of a line, without what the shipper says about its file and pod. */
export function documentOf({ line, fields = {} }: Line & Partial<CorpusLine>) {
  return {
    "@timestamp": takenAt,
    message: line,
    environment: "staging",
    service: "fingerprint-api",
    ...fields,
  };
}
