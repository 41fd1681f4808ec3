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

/** A table of all results, as Markdown. */
export function resultTable(results: readonly Result[]): string {
  const rows = results.map(({ id, title, passed, measured, seconds }) => [
    ...[id, title, passed ? "ok" : "FAIL", measured.split("\n")[0]!, seconds.toFixed(1)],
  ]);
  return renderTable(columns, rows, "markdown");
}

/** What is printed when a scenario ends. */
export function progressLine({ id, title, passed, measured, seconds }: Result): string {
  const line = `${passed ? "ok  " : "FAIL"} ${id} ${title} (${seconds.toFixed(1)} s)\n`;
  return passed ? line : `${line}${measured.replace(/^/gm, "     ")}\n`;
}
