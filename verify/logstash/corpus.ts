import { join } from "node:path";
import type { LogFieldName } from "../../contracts/log-fields";
import { dataFile } from "../data-file";

/** A line that the pipeline takes in, and the fields of its document. */
export interface CorpusLine {
  /** What is odd about it, for messages. */
  readonly what: string;
  readonly line: string;
  readonly fields: Partial<Record<LogFieldName, unknown>>;
}

const file = dataFile(join(__dirname, "corpus.yaml")) as Readonly<
  Record<"lines" | "hostile", readonly CorpusLine[]>
>;

export const corpus = file.lines;

/** Lines that make careless expressions run for minutes. Of their fields nothing is said. */
export const hostileLines = file.hostile.map((line) => ({ ...line, fields: {} }));

/** When the container runtime took the lines that bear no time of their own. */
export const takenAt = "2026-02-13T12:34:56.789Z";

/** The document of a line, without what the shipper says about its file and pod. */
export const documentOf = ({ line, fields }: CorpusLine) => ({
  ...{ "@timestamp": takenAt, message: line, environment: "staging", service: "fingerprint-api" },
  ...fields,
});
