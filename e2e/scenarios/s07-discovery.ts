import { alertmanager, fingerprintApi, kubeStateMetrics, prometheus } from "../../contracts/components";
import { type Job, jobs } from "../../contracts/jobs";
import { seriesOf } from "../../monitoring/prometheus/series";
import { check, checkEqual } from "../check";
import type { KubeObject } from "../cluster/api";
import { isActive } from "../cluster/pods";
import { startPrometheus, type Target } from "../metrics/prometheus";
import { signIn } from "../metrics/sign-in";
import { onLargest, type Scenario, type Stage } from "../scenario";

const ofPods = ["namespace", "service", "pod", "container", "node"];

/** Labels that the targets of a job must have, all of them with a value. */
const labels: Readonly<Record<string, readonly string[]>> = {
  [jobs.api]: ofPods,
  [jobs.kubelet]: ["node"],
  [jobs.cadvisor]: ["node"],
  [jobs.pods]: ofPods,
  [jobs.nodeExporter]: ["node"],
  [jobs.prometheus]: ofPods,
};

/** Where a pod says that its metrics are. */
function metricsUrl({ metadata, status }: KubeObject): string | undefined {
  const said = (name: string) => metadata["annotations"]?.[`prometheus.io/${name}`];
  if (said("scrape") !== "true") return undefined;
  return `http://${status.podIP}:${said("port")}${said("path") ?? "/metrics"}`;
}

export const s07Discovery: Scenario = {
  id: "S7",
  title:
    "the real Prometheus with the synthesized configuration and rights finds the targets of every job, each annotated pod once, and each Alertmanager; the API server and kube-state-metrics tell it no more series than its memory is sized by",
  timeLimit: 200,
  on: onLargest,
  async run(stage) {
    const { cluster, until } = stage;
    const pods = (await cluster.api.list("/api/v1/pods")).filter((pod) => isActive(pod) && metricsUrl(pod));
    const told = new Set(pods.map(({ metadata }) => metadata["labels"]["app.kubernetes.io/name"]));
    check(
      told.has(fingerprintApi.name) && told.size > 3,
      `pods say where their metrics are: ${[...told].join()}`,
    );
    const nodes = await cluster.api.list("/api/v1/nodes");
    const members = (await cluster.pods(alertmanager)).filter(isActive);

    await startKubeStateMetrics(stage);
    const ask = await startPrometheus(stage);
    const files = await cluster.configMap(prometheus.namespace, `${prometheus.name}-config`);
    const configured = [...files["prometheus.yml"]!.matchAll(/ job_name: (\S+)/g)].map(([, job]) => job!);
    check(configured.length > 0, "there are jobs");
    let targets: readonly Target[] = [];
    const targetsOf = (job: string) => targets.filter(({ scrapePool }) => scrapePool === job);
    await until("Prometheus finds what there is, and scrapes what really runs", 120, async () => {
      targets = (await ask("targets?state=active")).activeTargets;
      const empty = configured.filter((job) => targetsOf(job).length === 0);
      checkEqual(empty, [], "no job is without a target");
      for (const job of [jobs.kubelet, jobs.cadvisor, jobs.nodeExporter])
        checkEqual(targetsOf(job).length, nodes.length, `${job} has every node once`);
      const urls = targets.map(({ scrapeUrl }) => scrapeUrl);
      for (const pod of pods)
        checkEqual(
          urls.filter((url) => new URL(url).hostname === pod["status"].podIP),
          [metricsUrl(pod)],
          "each pod that says where its metrics are is a target there, exactly once",
        );
      const receivers: { url: string }[] = (await ask("alertmanagers")).activeAlertmanagers;
      checkEqual(
        receivers.map(({ url }) => new URL(url).hostname).sort(),
        members.map(({ status }) => status.podIP).sort(),
        "alerts go to each Alertmanager",
      );
      const real = [jobs.apiserver, jobs.prometheus, jobs.kubeStateMetrics];
      const bad = real.flatMap(targetsOf).find(({ health }) => health !== "up");
      check(!bad, `${bad?.scrapePool} is up, not: ${bad?.lastError}`);
      return true;
    });
    for (const [job, names] of Object.entries(labels))
      for (const target of targetsOf(job))
        for (const name of names)
          check(target.labels[name], `target ${target.scrapeUrl} of ${job} has the label ${name}`);
    const series: string[] = [];
    for (const job of [jobs.apiserver, jobs.kubeStateMetrics]) series.push(await compare(stage, ask, job));
    return `${configured.length} jobs, ${targets.length} targets; ${nodes.length} nodes: ${series.join(", ")}`;
  },
};

/** Starts the real kube-state-metrics at the address of its pod, with the arguments and the rights of the manifests. */
async function startKubeStateMetrics({ cluster, folder, processes, tools }: Stage): Promise<void> {
  const { podIP } = (await cluster.servingPod(kubeStateMetrics))["status"];
  const { kubeconfig } = await signIn(cluster, kubeStateMetrics, folder);
  const here = [`--kubeconfig=${kubeconfig}`, `--host=${podIP}`, `--telemetry-host=${podIP}`];
  processes.start({
    name: kubeStateMetrics.name,
    program: tools.path("kube-state-metrics"),
    args: [...(await cluster.argumentsOf(kubeStateMetrics)), ...here],
  });
}

/** The series that Prometheus keeps of a job, against the estimate. */
async function compare(
  { cluster, until }: Stage,
  ask: (path: string) => Promise<any>,
  job: Job,
): Promise<string> {
  const estimate = seriesOf(job, await cluster.scale());
  const query = `sum(scrape_samples_post_metric_relabeling{job="${job}"})`;
  let kept = 0;
  await until(`${job} tells a fifth of the ${estimate} series of its estimate, or more`, 60, async () => {
    const { result } = await ask(`query?query=${encodeURIComponent(query)}`);
    kept = Number(result[0].value[1]);
    return kept >= estimate / 5;
  });
  check(kept <= estimate, `${job} tells ${kept} series, and ${estimate} were expected at most`);
  return `${job} ${kept} of ${estimate} series expected at most`;
}
