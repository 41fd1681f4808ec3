import { alertmanager, fingerprintApi } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { check, checkEqual } from "../check";
import type { KubeObject } from "../cluster/api";
import { isActive } from "../cluster/pods";
import { startPrometheus, type Target } from "../metrics/prometheus";
import { onLargest, type Scenario } from "../scenario";

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
    "the real Prometheus with the synthesized configuration and rights finds the targets of every job, each annotated pod once, and each Alertmanager",
  timeLimit: 120,
  on: onLargest,
  async run(stage) {
    const { cluster, until } = stage;
    const prometheus = await startPrometheus(stage);
    const configured = prometheus.jobs;
    check(configured.length > 0, "there are jobs");
    let targets: readonly Target[] = [];
    const targetsOf = (job: string) => targets.filter(({ scrapePool }) => scrapePool === job);
    await until("every job has targets", 60, async () => {
      targets = await prometheus.targets();
      const empty = configured.filter((job) => targetsOf(job).length === 0);
      if (empty.length > 0) throw new Error(`no target for ${empty.join(", ")}`);
      return true;
    });
    const pods = (await cluster.api.list("/api/v1/pods")).filter((pod) => isActive(pod) && metricsUrl(pod));
    const told = new Set(pods.map(({ metadata }) => metadata["labels"]["app.kubernetes.io/name"]));
    check(
      told.has(fingerprintApi.name) && told.size > 3,
      `pods say where their metrics are: ${[...told].join()}`,
    );
    const once = "each pod that says where its metrics are is a target there, exactly once";
    await until(once, 60, async () => {
      targets = await prometheus.targets();
      for (const pod of pods)
        checkEqual(
          targets
            .filter(({ scrapeUrl }) => new URL(scrapeUrl).hostname === pod["status"].podIP)
            .map(({ scrapeUrl }) => scrapeUrl),
          [metricsUrl(pod)],
          once,
        );
      return true;
    });
    const members = (await cluster.pods(alertmanager)).filter(isActive);
    await until("alerts go to each Alertmanager", 60, async () => {
      const found = (await prometheus.alertmanagers()).map((url) => new URL(url).hostname);
      checkEqual(
        found.sort(),
        members.map(({ status }) => status.podIP).sort(),
        "alerts go to each Alertmanager",
      );
      return true;
    });
    const nodes = await cluster.api.list("/api/v1/nodes");
    for (const job of [jobs.kubelet, jobs.cadvisor, jobs.nodeExporter])
      checkEqual(targetsOf(job).length, nodes.length, `${job} has every node once`);
    for (const [job, names] of Object.entries(labels))
      for (const target of targetsOf(job))
        for (const name of names)
          check(target.labels[name], `target ${target.scrapeUrl} of ${job} has the label ${name}`);
    for (const job of [jobs.apiserver, jobs.prometheus])
      await until(`${job} is up`, 40, async () => {
        targets = await prometheus.targets();
        const bad = targetsOf(job).find(({ health }) => health !== "up");
        if (bad) throw new Error(bad.lastError);
        return true;
      });
    const counts = configured.map((job) => `${job} ${targetsOf(job).length}`);
    return `${configured.length} jobs, ${targets.length} targets: ${counts.join(", ")}`;
  },
};
