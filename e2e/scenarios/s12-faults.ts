import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fingerprintApi } from "../../contracts/components";
import { checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { draft } from "../cluster/draft";
import { isActive } from "../cluster/pods";
import { onLargest, type Scenario, type Stage, stopwatch } from "../scenario";

export const s12Faults: Scenario = {
  id: "S12",
  title:
    "an API server that restarts during an apply, a killed apply, two applies at once and a lost node all end in the declared state",
  timeLimit: 500,
  on: onLargest,
  async run({ cluster, folder, until }) {
    const restart = await checkRestart(cluster, join(folder, "restart"));
    const killed = await checkKilled(cluster, join(folder, "killed"));
    const both = await checkTwoAtOnce(cluster, folder);
    const lost = await checkLostNode(cluster, until);
    return `${restart}; ${killed}; ${both}; ${lost}`;
  },
};

/** A commit that changes every object, so that an interrupted apply leaves some of them behind. */
function commit(cluster: Cluster, dist: string, mark: string): string {
  return draft(cluster.manifests, dist, (object) => {
    object.metadata["annotations"] = { ...object.metadata["annotations"], "e2e/commit": mark };
  });
}

/** The marks that the environment's objects carry. */
async function marks(cluster: Cluster): Promise<string[]> {
  const mark = 'jsonpath={range .items[*]}{.metadata.annotations.e2e/commit}{"\\n"}{end}';
  const answer = await cluster.kubectl(["get", "-k", cluster.manifests, "-o", mark]);
  return [...new Set(answer.split("\n").slice(0, -1))].sort();
}

async function checkRestart(cluster: Cluster, folder: string): Promise<string> {
  const dist = commit(cluster, folder, "restart");
  // The server goes as soon as the first objects are applied.
  let gone: Promise<void> | undefined;
  const seconds = stopwatch();
  await cluster.mustDeploy(["apply", "--yes"], {
    dist,
    onOutput: (text) => {
      if (text.includes("==> changes:")) gone ??= cluster.simulation.restartApiServer(() => pause(2000));
    },
  });
  await gone;
  checkEqual(await marks(cluster), ["restart"], "every object is as declared");
  return `API server away for 2 s: apply done in ${seconds()} s`;
}

/** Killed without a chance to clean up, at several moments; the next one finishes the job. */
async function checkKilled(cluster: Cluster, folder: string): Promise<string> {
  const dist = commit(cluster, folder, "killed");
  const moments = ["==> preflight", "==> changes", "==> applied"];
  for (const moment of moments) {
    const killer = new AbortController();
    const onOutput = (text: string) => {
      if (text.includes(moment)) killer.abort();
    };
    await cluster
      .deploy(["apply", "--yes"], { dist, signal: killer.signal, killSignal: "SIGKILL", onOutput })
      .catch((error: unknown) => {
        if (!killer.signal.aborted) throw error;
      });
  }
  const seconds = stopwatch();
  await cluster.mustDeploy(["apply", "--yes"], { dist });
  checkEqual(await marks(cluster), ["killed"], "every object is as declared");
  return `killed at ${moments.length} moments, finished by the next run in ${seconds()} s`;
}

async function checkTwoAtOnce(cluster: Cluster, folder: string): Promise<string> {
  const dists = ["one", "two"].map((mark) => commit(cluster, join(folder, mark), mark));
  await Promise.all(dists.map((dist) => cluster.mustDeploy(["apply", "--yes"], { dist })));
  const ends = await marks(cluster);
  checkEqual(ends, ends.slice(0, 1), "the objects are all of one commit, not a mixture");
  await cluster.mustDeploy(["apply", "--yes"]);
  return `two at once ended as commit "${ends[0]}" in every object`;
}

/** Takes a node's kubelet away, as a broken machine would: heartbeats end, and no pod on it can be ended. */
async function checkLostNode(cluster: Cluster, until: Stage["until"]): Promise<string> {
  const pods = (await cluster.pods(fingerprintApi)).filter(isActive);
  const lost = pods[0]!["spec"].nodeName as string;
  const seconds = stopwatch();
  await cluster.kubectl(["label", "node", lost, "e2e/running-"]);
  try {
    await until(`${pods.length} API pods serve without ${lost}`, 120, async () => {
      const serving = await cluster.servingPods(fingerprintApi);
      return serving.length === pods.length && serving.every((pod) => pod["spec"].nodeName !== lost);
    });
  } finally {
    await cluster.kubectl(["label", "node", lost, "e2e/running=true"]);
  }
  const told = `lost node: ${pods.length} pods serve again after ${seconds()} s`;
  await cluster.simulation.restore();
  return told;
}
