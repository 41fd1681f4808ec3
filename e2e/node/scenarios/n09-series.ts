import { prometheus } from "../../../contracts/components";
import { type Job, jobs } from "../../../contracts/jobs";
import { memoryFor, scaleOf, seriesOf, seriesOfJobs } from "../../../monitoring/prometheus/series";
import { checkEqual } from "../../check";
import { query } from "../pods";
import type { NodeScenario } from "../scenario";

/** Jobs whose targets a stand-in plays here: what they tell is made up. */
const ofStandIns: readonly string[] = [jobs.api, jobs.probe, jobs.apiserverProbe, jobs.certManager];

export const n09Series: NodeScenario = {
  id: "N9",
  title:
    "real kubelets, their cAdvisor, kube-state-metrics and node-exporter tell no more series than Prometheus' memory is sized by",
  timeLimit: 120,
  async run({ cluster, report }) {
    const pod = await cluster.servingPod(prometheus);
    const scale = await cluster.scale();
    const counted = await query(pod, 'count by (job) ({__name__=~".+",job!=""})');
    const results = counted
      .map(({ metric, value }) => ({ job: metric.job as Job, series: Number(value[1]) }))
      .filter(({ job }) => job in seriesOfJobs && !ofStandIns.includes(job))
      .map(({ job, series }) => {
        const most = seriesOf(job, scale);
        return { line: `${job} ${series} of ${most}`, beyond: series > most };
      });
    for (const { line } of results) report(`${line} at most`);
    const [memory] = await query(pod, "process_resident_memory_bytes{job='prometheus'}");
    const beyond = results.filter((one) => one.beyond).map(({ line }) => line);
    checkEqual(beyond, [], "no job tells more series than estimated");
    const needed = [24, 100].map((nodes) => `${nodes} nodes need ${memoryFor(scaleOf(nodes, 20))}Mi`);
    return (
      `${scale.nodes} nodes, ${scale.pods} pods: ${results.map(({ line }) => line).join(", ")}; ` +
      `Prometheus has ${Math.round(Number(memory?.value[1]) / 2 ** 20)}Mi; ${needed.join(", ")}`
    );
  },
};
