import { fingerprintApi, prometheus } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import {
  allSeries,
  memoryFor,
  podsOfANode,
  scaleOf,
  seriesOf,
  seriesOfJobs,
} from "../../monitoring/prometheus/series";
import { formatBytes, formatCores, formatCoresChange, formatGibChange, range } from "../report/numbers";
import { type TableStyle, renderTable, section } from "../report/table";
import { compareWithBudget } from "./budget";
import type { Capacity, Demand } from "./capacity";
import { type Prices, monthlyCost } from "./prices";

/** What is told of a demand, by its headings. */
export const demandFigures = ({ pods, atMin, atMax }: Demand): Record<string, string> => ({
  pods: range(pods.min, pods.max),
  "CPU requests": range(atMin.cpuRequest, atMax.cpuRequest, formatCores),
  "CPU limits": range(atMin.cpuLimit, atMax.cpuLimit, formatCores),
  "memory requests": range(atMin.memoryRequest, atMax.memoryRequest, formatBytes),
  "memory limits": range(atMin.memoryLimit, atMax.memoryLimit, formatBytes),
});

function demandTable({ namespaces, total }: Capacity, style: TableStyle): string {
  const row = (name: string, demand: Demand) => [name, ...Object.values(demandFigures(demand))];
  const rows = Object.entries(namespaces).map(([name, demand]) => row(name, demand));
  const head = ["namespace", ...Object.keys(demandFigures(total))];
  return renderTable(head, [...rows.sort(), row("all", total)], style);
}

function sizeLines(capacity: Capacity, prices: Prices): string[] {
  const { nodes, nodeNeeds, total, storage, throughput } = capacity;
  const [most] = nodeNeeds;
  const cost = monthlyCost(capacity, prices);
  const money = (amount: number) => String(Math.round(amount));
  return [
    most
      ? `Nodes: ${String(most.nodes)} needed by ${most.workload} (${most.reason}, each on a node of its own), ${String(nodes)} declared.`
      : `Nodes: no workload needs a node for each pod, ${String(nodes)} declared.`,
    `At maximum a node holds on average ${formatCores(total.atMax.cpuRequest / nodes)} CPU and ${formatBytes(total.atMax.memoryRequest / nodes)} of requests, besides the system's own pods.`,
    ...storage.map(
      ({ storageClass, volumes, bytes }) =>
        `Storage: ${formatBytes(bytes)} on ${String(volumes)} volumes of ${storageClass ?? "the default class"}.`,
    ),
    ...throughput.map(
      ({ workload, perPod, atMin, atMax }) =>
        `Requests per second that ${workload} is sized for: ${range(atMin, atMax)} (${String(perPod)} a pod).`,
    ),
    `Cost a month: ${range(cost.compute.atMin, cost.compute.atMax, money)} ${prices.currency} for requests, ${money(cost.storage)} ${prices.currency} for storage.`,
  ];
}

function budgetTable({ lines, total }: ReturnType<typeof compareWithBudget>, style: TableStyle): string {
  return renderTable(
    [
      ...["component", "CPU budget", "CPU requests", "difference"],
      ...["memory budget", "memory limits", "difference", "why"],
    ],
    [...lines, total].map(({ component, budget, actual, reason }) => [
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

const seriesWords: Readonly<Record<string, string>> = { apiServer: "server", apiPod: "pod of the API" };

/** Series of each job on the environment's nodes and on a hundred, with the memory that Prometheus needs for them. */
function seriesTable({ nodes, workloads }: Capacity, style: TableStyle): string {
  const find = (name: string) => workloads.find((workload) => workload.name === name);
  const scales = [nodes, 100].map((number) => scaleOf(number, find(fingerprintApi.name)?.max ?? 0));
  const limit = find(prometheus.name)?.pod.memoryLimit ?? 0;
  const perScale = (format: (scale: (typeof scales)[number]) => string) => scales.map(format);
  const seriesWritten = (job: keyof typeof seriesOfJobs) =>
    Object.entries(seriesOfJobs[job]).map(([what, number]) =>
      what === "once" ? String(number) : `${String(number)} a ${seriesWords[what] ?? what}`,
    );
  const table = renderTable(
    ["job", "series", ...perScale((scale) => `${String(scale.nodes)} nodes`)],
    [
      ...Object.values(jobs).map((job) => [
        job,
        seriesWritten(job).join(", "),
        ...perScale((scale) => String(seriesOf(job, scale))),
      ]),
      ["all", "", ...perScale((scale) => String(allSeries(scale)))],
      ["memory", "", ...perScale((scale) => formatBytes(memoryFor(scale) * 2 ** 20))],
    ],
    style,
  );
  return `${table}\n\nWith ${String(podsOfANode)} pods on a node. The limit of a replica is ${formatBytes(limit)}.`;
}

export function capacityReport(capacity: Capacity, prices: Prices, style: TableStyle): string {
  const part = (title: string, body: string) => section(`${capacity.environment}: ${title}`, body, style);
  const [indent, bullet] = style === "text" ? ["  ", "  "] : ["", "- "];
  const budget = compareWithBudget(capacity);
  return [
    part("autoscaler at minimum – at maximum", demandTable(capacity, style)),
    sizeLines(capacity, prices)
      .map((line) => bullet + line)
      .join("\n"),
    part("monitoring and logging against the budget", budgetTable(budget, style)),
    indent + budget.difference,
    part("series of Prometheus", seriesTable(capacity, style)),
  ].join("\n\n");
}
