import { apiPaths } from "../../contracts/api-paths";
import { fingerprintApi } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { check, checkEqual } from "../check";
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

export const s07Discovery: Scenario = {
  id: "S7",
  title:
    "the real Prometheus with the synthesized configuration and rights finds the targets of every job, each API pod once",
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
    const pods = (await cluster.pods(fingerprintApi)).filter(isActive);
    await until("each API pod is a target exactly once", 60, async () => {
      targets = await prometheus.targets();
      for (const { status } of pods)
        checkEqual(
          targets
            .filter(({ scrapeUrl }) => new URL(scrapeUrl).hostname === status.podIP)
            .map(({ scrapeUrl }) => scrapeUrl),
          [`http://${status.podIP}:${fingerprintApi.port("http")}${apiPaths.metrics}`],
          "each API pod is a target exactly once",
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
