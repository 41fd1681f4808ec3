import type { Capacity } from "../capacity/capacity";
import { demandFigures } from "../capacity/capacity-report";
import { type Prices, monthlyCost } from "../capacity/prices";
import { idOf } from "../capacity/workload";
import { formatBytes, range } from "../report/numbers";
import { type TableStyle, renderTable, section } from "../report/table";
import type { Exposure } from "./exposure";
import type { FieldChange, ObjectChange } from "./object-changes";
import { type Review, differing } from "./review";
import type { Risk } from "./risk";

const marks = { danger: "‼", caution: "!" } as const;

function bullets(lines: readonly string[], style: TableStyle): string {
  return lines.map((line) => `${style === "markdown" ? "- " : ""}${line}`).join("\n");
}

function riskLines(risks: readonly Risk[], style: TableStyle): string {
  if (risks.length === 0) return "None found.";
  const bold = (text: string) => (style === "markdown" ? `**${text}**` : text);
  const lines = risks.map(({ level, where, what }) => `${marks[level]} ${bold(where)} ${what}`);
  return bullets(lines, style);
}

function changeTable(title: string, changes: Review["images"], style: TableStyle): string {
  const rows = changes.map(({ name, before = "–", after = "–" }) => [name, before, after]);
  return renderTable([title, "before", "after"], rows, style);
}

function figures(capacity: Capacity, prices: Prices): Record<string, string> {
  const { workloads, total, storage, nodeNeeds } = capacity;
  const cost = monthlyCost(capacity, prices);
  return {
    ...Object.fromEntries(
      workloads.map((workload) => [`replicas of ${idOf(workload)}`, range(workload.min, workload.max)]),
    ),
    ...demandFigures(total),
    storage: formatBytes(storage.reduce((sum, { bytes }) => sum + bytes, 0)),
    "nodes needed": String(nodeNeeds[0]?.nodes ?? 1),
    [`${prices.currency} a month`]: range(
      Math.round(cost.compute.atMin + cost.storage),
      Math.round(cost.compute.atMax + cost.storage),
    ),
  };
}

function exposureLines({ published, network, powers }: Exposure): string[] {
  return Object.entries({ outside: published, network, RBAC: powers }).flatMap(
    ([what, { added, removed }]) => [
      ...added.map((line) => `+ ${what}: ${line}`),
      ...removed.map((line) => `− ${what}: ${line}`),
    ],
  );
}

const longest = { text: 60, markdown: 160 } as const;

function cell(value: unknown, style: TableStyle): string {
  if (value === undefined) return "–";
  const text = (typeof value === "string" ? value : JSON.stringify(value))
    .replace(/\s*\n\s*/g, " ⏎ ")
    .replace(/\p{Cc}/gu, " ");
  const short = text.length > longest[style] ? `${text.slice(0, longest[style] - 1)}…` : text;
  return style === "markdown" && short !== "" ? `\`${short.replaceAll("`", "'")}\`` : short;
}

function fieldTable(fields: readonly FieldChange[], style: TableStyle): string {
  const rows = fields.map(({ path, before, after }) => [
    style === "markdown" ? `\`${path}\`` : path,
    cell(before, style),
    cell(after, style),
  ]);
  return renderTable(["field", "before", "after"], rows, style);
}

const folded = (title: string, body: string) =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

/** Every changed object: the new and the removed ones as lists, the others with their fields. */
function objectSections(objects: readonly ObjectChange[], style: TableStyle): string {
  const whole = objects
    .filter(({ fields }) => fields.length === 0)
    .map(({ object, after }) => `${after ? "new" : "removed"}: ${object}`);
  const changed = objects
    .filter(({ fields }) => fields.length > 0)
    .map(({ object, fields }) =>
      style === "markdown"
        ? folded(object, fieldTable(fields, style))
        : `${object}\n\n${fieldTable(fields, style).replace(/^(?=.)/gm, "  ")}`,
    );
  return [...(whole.length > 0 ? [bullets(whole, style)] : []), ...changed].join("\n\n");
}

/** One environment's review for people: what is risky first, every field last. */
export function reviewReport(review: Review, prices: Prices, style: TableStyle, brief = false): string {
  const { environment, whole, risks, capacity, images, exposure, rolls, objects } = review;
  const part = (title: string, body: string) => section(`${environment}: ${title}`, body, style);
  const list = (lines: readonly string[]) => bullets(lines, style);
  if (whole) {
    const all = part(whole, riskLines(risks, style));
    if (style === "text" || brief) return all;
    return `${all}\n\n${folded(`${String(objects.length)} objects`, list(objects.map(({ object }) => object)))}`;
  }
  const exposed = exposureLines(exposure);
  const sizes = differing(figures(capacity.before, prices), figures(capacity.after, prices));
  const parts = [
    part("risky changes", riskLines(risks, style)),
    sizes.length > 0 && part("replicas and capacity", changeTable("", sizes, style)),
    images.length > 0 && part("images", changeTable("container", images, style)),
    exposed.length > 0 && part("exposure", list(exposed)),
    rolls.length > 0 && part("pods that are replaced", list(rolls)),
    !brief && part(`${String(objects.length)} changed objects`, objectSections(objects, style)),
  ];
  return parts.filter((part) => part !== false).join("\n\n");
}
