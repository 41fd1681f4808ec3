import { groupBy } from "../report/group-by";
import { formatCoresChange, formatGibChange } from "../report/numbers";
import type { Capacity } from "./capacity";
import { type Workload, idOf, sum } from "./workload";

const GiB = 2 ** 30;

interface BudgetLine {
  readonly cores: number;
  readonly gib: number;
}

/**
 * What the first design set aside for monitoring and logging: 5.75 cores and
 * 17.5Gi. Its CPU figures are requests, its memory figures are limits. Its
 * parts add up to 4.75 cores; the core that is left over is Logstash's and
 * Alertmanager's.
 */
const budget: Readonly<Record<string, BudgetLine>> = {
  "prometheus/prometheus": { cores: 1, gib: 4 },
  "logging/elasticsearch": { cores: 3, gib: 12 },
  "logging/kibana": { cores: 0.5, gib: 1 },
  "grafana/grafana": { cores: 0.25, gib: 0.5 },
  "logging/logstash, prometheus/alertmanager": { cores: 1, gib: 0 },
};

/** Why a workload that the budget does not know is there. */
export const beyondBudget: Readonly<Record<string, string>> = {
  "filebeat/filebeat": "ships the logs; on every node",
  "logging/elasticsearch-exporter": "shows Elasticsearch to Prometheus",
  "node-exporter/node-exporter": "nodes' CPU, memory and disks as metrics; on every node",
  "prometheus/blackbox-exporter": "probes the public URL",
  "prometheus/kube-state-metrics": "the state of Kubernetes objects as metrics",
  "prometheus/prometheus-adapter": "gives the autoscaler requests per second",
};

const sumOf = (lines: readonly BudgetLine[]): BudgetLine => ({
  cores: sum(...lines.map(({ cores }) => cores)),
  gib: sum(...lines.map(({ gib }) => gib)),
});

function pods({ min, name, pod }: Workload): string {
  const each = `${String(pod.cpuRequest)} CPU and ${String(pod.memoryLimit / GiB)}Gi`;
  return `${name}: ${String(min)} × ${each}`;
}

type BudgetComparison = ReturnType<typeof compare>;

/** One line: the budget, what is reserved of CPU and may be used of memory, and why both differ, if they do. */
function compare(component: string, group: readonly Workload[]) {
  const planned = budget[component] ?? { cores: 0, gib: 0 };
  const actual = sumOf(
    group.map(({ min, pod }) => ({ cores: min * pod.cpuRequest, gib: (min * pod.memoryLimit) / GiB })),
  );
  const agrees = actual.cores === planned.cores && actual.gib === planned.gib;
  const made = beyondBudget[component] ?? (group.map(pods).join("; ") || "not there");
  return { component, budget: planned, actual, reason: agrees ? "" : made };
}

const totalOf = (lines: readonly BudgetComparison[]) => ({
  component: "all",
  budget: sumOf(lines.map(({ budget }) => budget)),
  actual: sumOf(lines.map(({ actual }) => actual)),
  reason: "",
});

/** Everything that runs all the time but the API itself, against the budget: the budgeted lines first, then what the budget left out. */
export function compareWithBudget({ workloads }: Pick<Capacity, "workloads">) {
  const running = workloads.filter(({ namespace, min }) => namespace !== "fingerprint" && min > 0);
  const groups = groupBy(running, (workload) => {
    const id = idOf(workload);
    return Object.keys(budget).find((line) => line.split(", ").includes(id)) ?? id;
  });
  const lines = [...new Set([...Object.keys(budget), ...groups.keys()])].map((component) =>
    compare(component, groups.get(component) ?? []),
  );
  return { lines, total: totalOf(lines), difference: differenceOf(lines, running) };
}

/** What the difference is made of, in one sentence. */
function differenceOf(lines: readonly BudgetComparison[], workloads: readonly Workload[]): string {
  const differenceBy = (chosen: (component: string) => boolean) => {
    const { actual, budget } = totalOf(lines.filter(({ component }) => chosen(component)));
    return `${formatCoresChange(actual.cores - budget.cores)} CPU and ${formatGibChange(actual.gib - budget.gib)}`;
  };
  const agents = new Set(workloads.filter(({ kind }) => kind === "DaemonSet").map(idOf));
  return (
    `The difference of ${differenceBy(() => true)} is ` +
    `${differenceBy((component) => component in budget)} by components of the budget and ` +
    `${differenceBy((component) => !(component in budget))} by components that it left out, ` +
    `${differenceBy((component) => agents.has(component))} of them agents on every node.`
  );
}
