import { getBorderCharacters, table } from "table";

export type TableStyle = "text" | "markdown";

/** A table of a Markdown page, a row a line. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}

export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string {
  if (style === "markdown") return markdownTable(head, rows);
  return table([head, ...rows], {
    border: { ...getBorderCharacters("void"), joinBody: "─", joinJoin: "─" },
    drawHorizontalLine: (line) => line === 1,
  })
    .replaceAll(/ +$/gm, "")
    .trimEnd();
}

export function section(title: string, body: string, style: TableStyle): string {
  return style === "markdown" ? `### ${title}\n\n${body}` : `${title}\n\n${body.replace(/^(?=.)/gm, "  ")}`;
}
