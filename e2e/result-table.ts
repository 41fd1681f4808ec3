import { renderTable } from "../operations/report/table";

/** What came of a scenario. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly passed: boolean;

  /** What was measured, or why it failed. */
  readonly measured: string;
  readonly seconds: number;
}

const columns = ["id", "scenario", "result", "measured", "seconds"];

/** A table of all results, as Markdown, and how many there are of each kind. */
export function resultTable(results: readonly Result[]): string {
  const position = ({ id }: Result) => Number(id.slice(1));
  const sorted = results.toSorted((a, b) => position(a) - position(b));
  const rows = sorted.map(({ id, title, passed, measured, seconds }) => [
    ...[id, title, passed ? "ok" : "FAIL", measured.split("\n")[0]!, seconds.toFixed(1)],
  ]);
  const failed = results.filter(({ passed }) => !passed).length;
  return `${renderTable(columns, rows, "markdown")}\n${results.length - failed} passed, ${failed} failed\n`;
}

/** What is printed when a scenario ends. */
export function progressLine({ id, title, passed, measured, seconds }: Result): string {
  const line = `${passed ? "ok  " : "FAIL"} ${id} ${title} (${seconds.toFixed(1)} s)\n`;
  return passed ? line : `${line}${measured.replace(/^/gm, "     ")}\n`;
}
