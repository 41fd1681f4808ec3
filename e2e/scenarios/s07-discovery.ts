import { apiPaths } from "../../contracts/api-paths";
import { fingerprintApi } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { check, checkEqual } from "../check";
import { isActive } from "../cluster/pods";
import { Prometheus, type Target } from "../metrics/prometheus";
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
  async run({ cluster, largest, folder, processes, tools, until }) {
    const large = await cluster(largest);
    const prometheus = await Prometheus.start({ cluster: large, processes, tools, folder });
    const configured = prometheus.jobs;
    check(configured.length > 0, "there are jobs");
    let targets: readonly Target[] = [];
    await until("every job has targets", 60, async () => {
      targets = await prometheus.targets();
      const empty = configured.filter((job) => !targets.some(({ scrapePool }) => scrapePool === job));
      if (empty.length > 0) throw new Error(`no target for ${empty.join(", ")}`);
      return true;
    });
    const pods = (await large.pods(fingerprintApi)).filter(isActive);
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
    const nodes = await large.api.list("/api/v1/nodes");
    for (const job of [jobs.kubelet, jobs.cadvisor, jobs.nodeExporter])
      checkEqual(
        targets.filter(({ scrapePool }) => scrapePool === job).length,
        nodes.length,
        `${job} has every node once`,
      );
    for (const [job, names] of Object.entries(labels))
      for (const target of targets.filter(({ scrapePool }) => scrapePool === job))
        for (const name of names)
          check(target.labels[name], `target ${target.scrapeUrl} of ${job} has the label ${name}`);
    for (const job of [jobs.apiserver, jobs.prometheus])
      await until(`${job} is up`, 40, async () =>
        (await prometheus.targets())
          .filter(({ scrapePool }) => scrapePool === job)
          .every(({ health, lastError }) => {
            if (health === "down") throw new Error(lastError);
            return health === "up";
          }),
      );
    const counts = configured.map(
      (job) => `${job} ${targets.filter(({ scrapePool }) => scrapePool === job).length}`,
    );
    return `${configured.length} jobs, ${targets.length} targets: ${counts.join(", ")}`;
  },
};
