import { parse } from "yaml";
import { kubeStateMetrics, prometheus } from "../../contracts/components";
import { type Job, jobs } from "../../contracts/jobs";
import { type Scale, seriesOf } from "../../monitoring/prometheus/series";
import { freePort } from "../../verify/servers/free-port";
import { check } from "../check";
import type { Cluster } from "../cluster/cluster";
import { onLargest, type Scenario, type Stage } from "../scenario";

export const s21Series: Scenario = {
  id: "S21",
  title:
    "a real API server and a real kube-state-metrics tell no more series than the estimate that Prometheus' memory is sized by",
  timeLimit: 120,
  on: onLargest,
  async run(stage) {
    const { cluster } = stage;
    const scale = await cluster.scale();
    const told = {
      [jobs.apiserver]: await cluster.kubectl(["get", "--raw", "/metrics"]),
      [jobs.kubeStateMetrics]: await stateOf(stage),
    };
    const results: string[] = [];
    for (const [job, text] of Object.entries(told))
      results.push(await compare(cluster, job as Job, text, scale));
    return `${scale.nodes} nodes, ${scale.pods} pods: ${results.join(", ")}`;
  },
};

/** What the real kube-state-metrics tells of a cluster, with the arguments of the manifests. */
async function stateOf({ cluster, processes, tools, until }: Stage): Promise<string> {
  const { name, namespace } = kubeStateMetrics;
  const deployment = await cluster.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  const args = deployment["spec"].template.spec.containers[0].args as string[];
  const port = await freePort();
  processes.start({
    name,
    program: tools.path("kube-state-metrics"),
    args: [
      ...args.filter((argument) => !/^--(telemetry-)?port=/.test(argument)),
      ...[`--kubeconfig=${cluster.kubeconfig}`, `--port=${port}`, `--telemetry-port=${await freePort()}`],
    ],
  });
  let text = "";
  await until("kube-state-metrics tells of every kind", 60, async () => {
    text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return ["pod_info", "node_info", "horizontalpod"].every((kind) => text.includes(`\nkube_${kind}`));
  });
  return text;
}

/** The series that the job's configuration keeps of a page of metrics, against the estimate. */
async function compare(cluster: Cluster, job: Job, text: string, scale: Scale): Promise<string> {
  const files = await cluster.configMap(prometheus.namespace, `${prometheus.name}-config`);
  const { scrape_configs: configs } = parse(files["prometheus.yml"]!);
  const steps = configs.find((config: any) => config.job_name === job).metric_relabel_configs ?? [];
  const dropped = steps.map(({ regex }: { regex: string }) => new RegExp(`^(?:${regex})$`));
  const kept = text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .filter((line) => !dropped.some((regex: RegExp) => regex.test(line.replace(/[{ ].*/, "")))).length;
  const estimate = seriesOf(job, scale);
  check(kept <= estimate, `${job} tells ${kept} series, and ${estimate} were expected at most`);
  check(kept >= estimate / 5, `${job} tells ${kept} series only: ${estimate} is no estimate any more`);
  return `${job} ${kept} of ${estimate} expected at most`;
}
