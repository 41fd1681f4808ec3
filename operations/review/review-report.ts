import type { Capacity } from "../capacity/capacity";
import { type Prices, monthlyCost } from "../capacity/prices";
import { idOf } from "../capacity/workload";
import { formatBytes, formatCores, range } from "../report/numbers";
import { type TableStyle, renderTable, section } from "../report/table";
import type { Difference, Exposure } from "./exposure";
import { objectSections } from "./object-report";
import type { Review } from "./review";
import type { Risk } from "./risk";

const marks = { danger: "‼", caution: "!" } as const;

function bullets(lines: readonly string[], style: TableStyle): string {
  return lines.map((line) => `${style === "markdown" ? "- " : ""}${line}`).join("\n");
}

function riskLines(risks: readonly Risk[], style: TableStyle): string {
  if (risks.length === 0) return "None found.";
  const bold = (text: string) => (style === "markdown" ? `**${text}**` : text);
  return bullets(
    risks.map(({ level, where, what }) => `${marks[level]} ${bold(where)} ${what}`),
    style,
  );
}

function capacityRows(before: Capacity, after: Capacity, prices: Prices): string[][] {
  const figures = ({ total, storage, nodeNeeds }: Capacity, cost: ReturnType<typeof monthlyCost>) => ({
    pods: range(total.pods.min, total.pods.max),
    "CPU requests": range(total.atMin.cpuRequest, total.atMax.cpuRequest, formatCores),
    "CPU limits": range(total.atMin.cpuLimit, total.atMax.cpuLimit, formatCores),
    "memory requests": range(total.atMin.memoryRequest, total.atMax.memoryRequest, formatBytes),
    "memory limits": range(total.atMin.memoryLimit, total.atMax.memoryLimit, formatBytes),
    storage: formatBytes(storage.reduce((sum, { bytes }) => sum + bytes, 0)),
    "nodes needed": String(nodeNeeds[0]?.nodes ?? 1),
    [`${prices.currency} a month`]: range(
      Math.round(cost.compute.atMin + cost.storage),
      Math.round(cost.compute.atMax + cost.storage),
    ),
  });
  const old = figures(before, monthlyCost(before, prices));
  return Object.entries(figures(after, monthlyCost(after, prices)))
    .map(([name, value]) => [name, old[name] ?? "", value])
    .filter(([, was, is]) => was !== is);
}

function replicaRows(before: Capacity, after: Capacity): string[][] {
  const pods = (capacity: Capacity, id: string) => {
    const workload = capacity.workloads.find((workload) => idOf(workload) === id);
    return workload ? range(workload.min, workload.max) : "–";
  };
  return [...new Set([...before.workloads, ...after.workloads].map(idOf))]
    .map((id) => [`replicas of ${id}`, pods(before, id), pods(after, id)])
    .filter(([, was, is]) => was !== is);
}

function exposureLines({ published, network, powers }: Exposure): string[] {
  const lines = (what: string, { added, removed }: Difference) => [
    ...added.map((line) => `+ ${what}: ${line}`),
    ...removed.map((line) => `− ${what}: ${line}`),
  ];
  return [...lines("outside", published), ...lines("network", network), ...lines("RBAC", powers)];
}

/** One environment's review for people: what is risky first, every field last. */
export function reviewReport(review: Review, prices: Prices, style: TableStyle, brief = false): string {
  const { environment, whole, risks, capacity, images, exposure, rolls, objects } = review;
  const part = (title: string, body: string) => section(`${environment}: ${title}`, body, style);
  const list = (lines: readonly string[]) => bullets(lines, style);
  if (whole) {
    const all = part(whole, riskLines(risks, style));
    const names = list(objects.map(({ object }) => object));
    return style === "markdown" && !brief
      ? `${all}\n\n<details><summary>${String(objects.length)} objects</summary>\n\n${names}\n\n</details>`
      : all;
  }
  const exposed = exposureLines(exposure);
  const figures = [
    ...replicaRows(capacity.before, capacity.after),
    ...capacityRows(capacity.before, capacity.after, prices),
  ];
  const changed = images.map(({ container, before = "–", after = "–" }) => [container, before, after]);
  const parts = [
    part("risky changes", riskLines(risks, style)),
    figures.length > 0 && part("replicas and capacity", renderTable(["", "before", "after"], figures, style)),
    images.length > 0 && part("images", renderTable(["container", "before", "after"], changed, style)),
    exposed.length > 0 && part("exposure", list(exposed)),
    rolls.length > 0 && part("pods that are replaced", list(rolls)),
    !brief && part(`${String(objects.length)} changed objects`, objectSections(objects, style)),
  ];
  return parts.filter((part) => part !== false).join("\n\n");
}
