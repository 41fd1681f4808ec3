import { join } from "node:path";
import type { LogFieldName } from "../../contracts/log-fields";
import { dataFile } from "../data-file";

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

const file = dataFile(join(__dirname, "corpus.yaml")) as {
  readonly lines: readonly CorpusLine[];
  readonly hostile: readonly Line[];
};

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
