import { type TableUserConfig, getBorderCharacters, table } from "table";

/** A column's heading. Numbers stand at its right. */
export type Column = string | { readonly numbers: string };

export const numbers = (title: string): Column => ({ numbers: title });

export type TableStyle = "text" | "markdown";

const none = getBorderCharacters("void");

const borders: Record<TableStyle, NonNullable<TableUserConfig["border"]>> = {
  text: { ...none, joinBody: "─", joinJoin: "─" },
  markdown: {
    ...none,
    ...{ bodyLeft: "|", bodyRight: "|", bodyJoin: "|" },
    ...{ joinBody: "-", joinLeft: "|", joinRight: "|", joinJoin: "|" },
  },
};

/** Rows as a table for a terminal, or for a Markdown page. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string {
  const cell = (text: string) =>
    style === "markdown" ? text.replaceAll("|", "\\|").replaceAll("\n", " ") : text;
  const titles = columns.map((column) => (typeof column === "string" ? column : column.numbers));
  return table([titles, ...rows.map((row) => row.map(cell))], {
    border: borders[style],
    columns: columns.map((column) => ({ alignment: typeof column === "string" ? "left" : "right" })),
    drawHorizontalLine: (line) => line === 1,
  })
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
}

/** A heading with what belongs under it. */
export function section(title: string, body: string, style: TableStyle): string {
  return style === "markdown" ? `### ${title}\n\n${body}` : `${title}\n\n${body.replace(/^(?=.)/gm, "  ")}`;
}
