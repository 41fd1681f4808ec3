import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** Reads a YAML file of values for checks, in which `<x × 9>` stands for nine x. */
export function dataFile(path: string): unknown {
  return parse(readFileSync(path, "utf8"), (_, value: unknown) => withRuns(value), { merge: true });
}

const withRuns = (value: unknown) =>
  typeof value === "string"
    ? value.replaceAll(/<(.+?) × (\d+)>/gs, (_, run: string, times) => run.repeat(Number(times)))
    : value;
