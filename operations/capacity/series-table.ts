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
import { formatBytes } from "../report/numbers";
import { type TableStyle, numbers, renderTable } from "../report/table";
import type { Capacity } from "./capacity";

/** Series of each job on the environment's nodes and on a hundred, with the memory that Prometheus needs for them. */
export function seriesTable({ nodes, workloads }: Capacity, style: TableStyle): string {
  const find = (name: string) => workloads.find((workload) => workload.name === name);
  const apiPods = find(fingerprintApi.name)?.max ?? 0;
  const scales = [nodes, 100].map((number) => scaleOf(number, apiPods));
  const limit = find(prometheus.name)?.pod.memoryLimit ?? 0;
  const table = renderTable(
    ["job", "series", ...scales.map((scale) => numbers(`${String(scale.nodes)} nodes`))],
    [
      ...Object.values(jobs).map((job) => [
        job,
        Object.entries(seriesOfJobs[job])
          .map(([what, number]) =>
            what === "once" ? String(number) : `${String(number)} a ${words[what] ?? what}`,
          )
          .join(", "),
        ...scales.map((scale) => String(seriesOf(job, scale))),
      ]),
      ["all", "", ...scales.map((scale) => String(allSeries(scale)))],
      ["memory", "", ...scales.map((scale) => formatBytes(memoryFor(scale) * 2 ** 20))],
    ],
    style,
  );
  return `${table}\n\nWith ${String(podsOfANode)} pods on a node. The limit of a replica is ${formatBytes(limit)}.`;
}

const words: Readonly<Record<string, string>> = { apiServer: "server", apiPod: "pod of the API" };
