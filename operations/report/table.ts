import { type TableUserConfig, table } from "table";

/** A column: its heading, and where its text stands. */
export interface Column {
  readonly title: string;
  /** @default "left" */
  readonly align?: "left" | "right";
}

export type TableStyle = "text" | "markdown";

const borders: Record<TableStyle, NonNullable<TableUserConfig["border"]>> = {
  text: {
    bodyLeft: "",
    bodyRight: "",
    bodyJoin: "",
    joinBody: "─",
    joinLeft: "",
    joinRight: "",
    joinJoin: "─",
  },
  markdown: {
    bodyLeft: "|",
    bodyRight: "|",
    bodyJoin: "|",
    joinBody: "-",
    joinLeft: "|",
    joinRight: "|",
    joinJoin: "|",
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
  return table([columns.map(({ title }) => title), ...rows.map((row) => row.map(cell))], {
    border: borders[style],
    columns: columns.map(({ align = "left" }) => ({ alignment: align })),
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
