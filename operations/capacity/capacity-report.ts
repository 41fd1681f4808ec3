import { formatBytes, formatCores, formatCoresChange, formatGibChange, range } from "../report/numbers";
import { type TableStyle, numbers, renderTable, section } from "../report/table";
import { budgetTotal, compareWithBudget, explainDifference } from "./budget";
import type { Capacity, Demand } from "./capacity";
import { type Prices, monthlyCost } from "./prices";
import { seriesTable } from "./series-table";

function demandRow(name: string, { pods, atMin, atMax }: Demand): string[] {
  return [
    name,
    range(pods.min, pods.max),
    range(atMin.cpuRequest, atMax.cpuRequest, formatCores),
    range(atMin.cpuLimit, atMax.cpuLimit, formatCores),
    range(atMin.memoryRequest, atMax.memoryRequest, formatBytes),
    range(atMin.memoryLimit, atMax.memoryLimit, formatBytes),
  ];
}

function demandTable({ namespaces, total }: Capacity, style: TableStyle): string {
  return renderTable(
    ["namespace", ...["pods", "CPU requests", "CPU limits", "memory requests", "memory limits"].map(numbers)],
    [
      ...Object.entries(namespaces)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, demand]) => demandRow(name, demand)),
      demandRow("all", total),
    ],
    style,
  );
}

function nodeLines({ nodes, nodeNeeds, total }: Capacity): string[] {
  const [most] = nodeNeeds;
  return [
    most
      ? `Nodes: ${String(most.nodes)} needed by ${most.workload} (${most.reason}, each on a node of its own), ${String(nodes)} declared.`
      : `Nodes: no workload needs a node for each pod, ${String(nodes)} declared.`,
    `At maximum a node holds on average ${formatCores(total.atMax.cpuRequest / nodes)} CPU and ${formatBytes(total.atMax.memoryRequest / nodes)} of requests, besides the system's own pods.`,
  ];
}

function sizeLines(capacity: Capacity, prices: Prices): string[] {
  const cost = monthlyCost(capacity, prices);
  const money = (amount: number) => String(Math.round(amount));
  return [
    ...nodeLines(capacity),
    ...capacity.storage.map(
      ({ storageClass, volumes, bytes }) =>
        `Storage: ${formatBytes(bytes)} on ${String(volumes)} volumes of ${storageClass ?? "the default class"}.`,
    ),
    ...capacity.throughput.map(
      ({ workload, perPod, atMin, atMax }) =>
        `Requests per second that ${workload} is sized for: ${range(atMin, atMax)} (${String(perPod)} a pod).`,
    ),
    `Cost a month: ${range(cost.compute.atMin, cost.compute.atMax, money)} ${prices.currency} for requests, ${money(cost.storage)} ${prices.currency} for storage.`,
  ];
}

function budgetTable(capacity: Capacity, style: TableStyle): string {
  const lines = compareWithBudget(capacity);
  return renderTable(
    [
      "component",
      numbers("CPU budget"),
      numbers("CPU requests"),
      numbers("difference"),
      numbers("memory budget"),
      numbers("memory limits"),
      numbers("difference"),
      "why",
    ],
    [...lines, budgetTotal(lines)].map(({ component, budget, actual, reason }) => [
      component,
      formatCores(budget.cores),
      formatCores(actual.cores),
      formatCoresChange(actual.cores - budget.cores),
      formatBytes(budget.gib * 2 ** 30),
      formatBytes(actual.gib * 2 ** 30),
      formatGibChange(actual.gib - budget.gib),
      reason,
    ]),
    style,
  );
}

/** An environment's capacity for people. */
export function capacityReport(capacity: Capacity, prices: Prices, style: TableStyle): string {
  const part = (title: string, body: string) => section(`${capacity.environment}: ${title}`, body, style);
  const [indent, bullet] = style === "text" ? ["  ", "  "] : ["", "- "];
  return [
    part("autoscaler at minimum – at maximum", demandTable(capacity, style)),
    sizeLines(capacity, prices)
      .map((line) => bullet + line)
      .join("\n"),
    part("monitoring and logging against the budget", budgetTable(capacity, style)),
    indent + explainDifference(compareWithBudget(capacity), capacity.workloads),
    part("series of Prometheus", seriesTable(capacity, style)),
  ].join("\n\n");
}
