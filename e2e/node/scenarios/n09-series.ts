import { fingerprintApi, prometheus } from "../../../contracts/components";
import { type Job, jobs } from "../../../contracts/jobs";
import {
  type Scale,
  memoryFor,
  scaleOf,
  seriesOf,
  seriesOfJobs,
} from "../../../monitoring/prometheus/series";
import { checkEqual } from "../../check";
import { query } from "../in-pod";
import type { NodeScenario } from "../scenario";

/** Jobs whose targets a stand-in plays here: what they tell is made up. */
const ofStandIns: readonly string[] = [jobs.api, jobs.probe, jobs.apiserverProbe, jobs.certManager];

export const n09Series: NodeScenario = {
  id: "N9",
  title:
    "real kubelets, their cAdvisor, kube-state-metrics and node-exporter tell no more series than Prometheus' memory is sized by",
  timeLimit: 120,
  async run({ cluster, report }) {
    const { api } = cluster;
    const pod = await cluster.servingPod(prometheus);
    const scale: Scale = {
      apiServers: 1,
      nodes: (await api.list("/api/v1/nodes")).length,
      pods: (await api.list("/api/v1/pods")).length,
      apiPods: (await cluster.servingPods(fingerprintApi)).length,
    };
    const counted = await query(pod, 'count by (job) ({__name__=~".+",job!=""})');
    const told = counted.map(({ metric, value }) => ({
      job: metric.job as string,
      series: Number(value[1]),
    }));
    const estimated = told.filter(({ job }) => job in seriesOfJobs && !ofStandIns.includes(job));
    const results = estimated.map(({ job, series }) => ({
      ...{ job, series },
      most: seriesOf(job as Job, scale),
    }));
    for (const { job, series, most } of results) report(`N9: ${job} ${series} of ${most} at most`);
    const [memory] = await query(pod, "process_resident_memory_bytes{job='prometheus'}");
    const beyond = results.filter(({ series, most }) => series > most);
    checkEqual(
      beyond.map(({ job, series, most }) => `${job}: ${series} of ${most}`),
      [],
      "no job tells more series than estimated",
    );
    const needed = [24, 100].map((nodes) => `${nodes} nodes need ${memoryFor(scaleOf(nodes, 20))}Mi`);
    return (
      `${scale.nodes} nodes, ${scale.pods} pods: ${results.map(({ job, series, most }) => `${job} ${series} of ${most}`).join(", ")}; ` +
      `Prometheus has ${Math.round(Number(memory?.value[1]) / 2 ** 20)}Mi; ${needed.join(", ")}`
    );
  },
};
