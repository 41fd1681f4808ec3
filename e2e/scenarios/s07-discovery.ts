import { check, checkEqual } from "../check";
import { isActive, podsPath } from "../cluster/pods";
import { Prometheus, type Target } from "../metrics/prometheus";
import type { Scenario } from "../scenario";
import { until } from "../until";

/** Labels that the targets of a job must have, all of them with a value. */
const labels: Readonly<Record<string, readonly string[]>> = {
  "fingerprint-api": ["namespace", "service", "pod", "container", "node"],
  "kubernetes-nodes": ["node"],
  "kubernetes-cadvisor": ["node"],
  "kubernetes-pods": ["namespace", "service", "pod", "container", "node"],
  "node-exporter": ["node"],
  prometheus: ["namespace", "service", "pod", "container", "node"],
};

export const s07Discovery: Scenario = {
  id: "S7",
  title:
    "the real Prometheus with the synthesized configuration and rights finds the targets of every job, each API pod once",
  timeLimit: 120,
  async run({ cluster, folder, processes, tools, signal }) {
    const production = await cluster("production");
    const prometheus = await Prometheus.start({ cluster: production, processes, tools, folder });
    const { jobs } = prometheus;
    check(jobs.length > 0, "there are jobs");
    let targets: readonly Target[] = [];
    await until(
      "every job has targets",
      60,
      async () => {
        targets = await prometheus.targets();
        const empty = jobs.filter((job) => !targets.some(({ scrapePool }) => scrapePool === job));
        if (empty.length > 0) throw new Error(`no target for ${empty.join(", ")}`);
        return true;
      },
      signal,
    );
    const pods = (
      await production.api.list(podsPath("fingerprint", { "app.kubernetes.io/name": "fingerprint-api" }))
    ).filter(isActive);
    await until(
      "each API pod is a target exactly once",
      60,
      async () => {
        targets = await prometheus.targets();
        for (const { status } of pods)
          checkEqual(
            targets
              .filter(({ scrapeUrl }) => new URL(scrapeUrl).hostname === status.podIP)
              .map(({ scrapeUrl }) => scrapeUrl),
            [`http://${status.podIP}:8000/metrics`],
            "each API pod is a target exactly once",
          );
        return true;
      },
      signal,
    );
    const nodes = await production.api.list("/api/v1/nodes");
    for (const job of ["kubernetes-nodes", "kubernetes-cadvisor", "node-exporter"])
      checkEqual(
        targets.filter(({ scrapePool }) => scrapePool === job).length,
        nodes.length,
        `${job} has every node once`,
      );
    for (const [job, names] of Object.entries(labels))
      for (const target of targets.filter(({ scrapePool }) => scrapePool === job))
        for (const name of names)
          check(target.labels[name], `target ${target.scrapeUrl} of ${job} has the label ${name}`);
    for (const job of ["kubernetes-apiservers", "prometheus"])
      await until(`${job} is up`, 40, async () =>
        (await prometheus.targets())
          .filter(({ scrapePool }) => scrapePool === job)
          .every(({ health, lastError }) => {
            if (health === "down") throw new Error(lastError);
            return health === "up";
          }),
      );
    const counts = jobs.map(
      (job) => `${job} ${targets.filter(({ scrapePool }) => scrapePool === job).length}`,
    );
    return `${jobs.length} jobs, ${targets.length} targets: ${counts.join(", ")}`;
  },
};
