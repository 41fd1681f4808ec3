import { type TableStyle, renderTable } from "../report/table";
import type { FieldChange, ObjectChange } from "./object-changes";

const longest = { text: 60, markdown: 160 } as const;

/** A value short enough for a cell. */
function cell(value: unknown, style: TableStyle): string {
  if (value === undefined) return "–";
  const text = (typeof value === "string" ? value : JSON.stringify(value))
    .replace(/\s*\n\s*/g, " ⏎ ")
    .replace(/\p{Cc}/gu, " ");
  const short = text.length > longest[style] ? `${text.slice(0, longest[style] - 1)}…` : text;
  return style === "markdown" && short !== "" ? `\`${short.replaceAll("`", "'")}\`` : short;
}

function fieldTable(fields: readonly FieldChange[], style: TableStyle): string {
  return renderTable(
    ["field", "before", "after"],
    fields.map(({ path, before, after }) => [
      style === "markdown" ? `\`${path}\`` : path,
      cell(before, style),
      cell(after, style),
    ]),
    style,
  );
}

/** Every changed object: the new and the removed ones as lists, the others with their fields. */
export function objectSections(objects: readonly ObjectChange[], style: TableStyle): string {
  const whole = objects
    .filter(({ fields }) => fields.length === 0)
    .map(({ object, after }) => `${style === "markdown" ? "- " : ""}${after ? "new" : "removed"}: ${object}`)
    .join("\n");
  const changed = objects
    .filter(({ fields }) => fields.length > 0)
    .map(({ object, fields }) =>
      style === "markdown"
        ? `<details><summary>${object}</summary>\n\n${fieldTable(fields, style)}\n\n</details>`
        : `${object}\n\n${fieldTable(fields, style).replace(/^(?=.)/gm, "  ")}`,
    );
  return [whole, ...changed].filter((part) => part !== "").join("\n\n");
}
