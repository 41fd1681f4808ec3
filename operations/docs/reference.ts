import { environmentProps } from "../../environments/shape/environment";
import { Docstrings } from "./docstrings";
import type { GeneratedFile } from "./generated-file";
import { type PropRow, propRows } from "./prop-rows";

const entry = "environments/shape/environment.ts";

const warning = "<!-- Generated from docstrings by `npm run docs`. Change them, not this page. -->";

const inOneLine = (text: string) =>
  text
    .replace(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|")
    .trim();

function defaultCell({ required, defaultValue, docstring: { statedDefault } }: PropRow): string {
  if (defaultValue === undefined) return required ? "**required**" : inOneLine(statedDefault ?? "");
  if (typeof defaultValue === "object" && statedDefault !== undefined) return inOneLine(statedDefault);
  return `\`${JSON.stringify(defaultValue)}\``;
}

/** What a `@default` tag says beyond the value. */
function remark({ defaultValue, docstring: { statedDefault = "" } }: PropRow): string {
  if (defaultValue === undefined || typeof defaultValue === "object") return "";
  const value = JSON.stringify(defaultValue);
  return statedDefault.startsWith(value) ? statedDefault.slice(value.length).trim() : "";
}

function row(prop: PropRow): string {
  const more = remark(prop) === "" ? "" : ` Default: ${remark(prop)}.`;
  return `| \`${prop.path}\` | ${prop.type} | ${defaultCell(prop)} | ${inOneLine(prop.docstring.text + more)} |`;
}

/** All props of an environment, by the area that they belong to. */
export function allProps(docs = new Docstrings(entry)): Map<string, PropRow[]> {
  const type = docs.type(entry, "EnvironmentProps");
  return new Map(
    Object.entries(environmentProps.shape).map(([name, schema]) => [
      name,
      propRows(schema, type, name, name, docs),
    ]),
  );
}

const tableOf = (rows: readonly PropRow[]) =>
  ["| prop | type | default | what it is |", "| --- | --- | --- | --- |", ...rows.map(row)].join("\n");

function page(area: string, rows: readonly PropRow[]): GeneratedFile {
  const [self, ...below] = rows;
  const table = tableOf(self && self.type !== "object" ? rows : below);
  const content = [warning, `# Props: ${area}`, inOneLine(self?.docstring.text ?? ""), table, ""];
  return { file: `docs/reference/${area}.md`, content: content.join("\n\n") };
}

function formatsTable(docs: Docstrings): string {
  const rows = [...docs.exports("lib/validation/formats.ts")]
    .filter(([name]) => /^[a-z]/.test(name) && !["count", "oneOf"].includes(name))
    .map(([name, { text }]) => `| \`${name}\` | ${inOneLine(text)} |`);
  return ["| format | what it takes |", "| --- | --- |", ...rows].join("\n");
}

/** `docs/reference/`: a page for each area of an environment, and an index with the formats. */
export function reference(docs = new Docstrings(entry)): GeneratedFile[] {
  const areas = allProps(docs);
  const small = [...areas].filter(([, rows]) => rows.length === 1);
  const large = [...areas].filter(([, rows]) => rows.length > 1);
  const index = [
    warning,
    "# Props of an environment",
    "Everything that a file under `environments/` may say. A prop without a default must be said.",
    tableOf(small.flatMap(([, rows]) => rows)),
    large
      .map(([area, [self]]) => `- [${area}](${area}.md): ${inOneLine(self?.docstring.text ?? "")}`)
      .join("\n"),
    "## Formats",
    formatsTable(docs),
    "",
  ];
  return [
    { file: "docs/reference/README.md", content: index.join("\n\n") },
    ...large.map(([area, rows]) => page(area, rows)),
  ];
}
