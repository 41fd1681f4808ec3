import type { Component } from "../../contracts/component";
import { alertmanager, elasticsearch, fingerprintApi, prometheus } from "../../contracts/components";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { Follower } from "../cluster/follow";
import { isServing, podsPath } from "../cluster/pods";
import { onLargest, type Scenario } from "../scenario";

/** Pods that must stay up together at every moment. */
interface Group {
  readonly component: Component;
  /** Fewest that keep the promise, of the number that there is. */
  readonly least: (all: number) => number;
}

const majority = (all: number) => Math.floor(all / 2) + 1;

const groups: readonly Group[] = [
  { component: fingerprintApi, least: () => 2 },
  { component: prometheus, least: () => 1 },
  { component: alertmanager, least: majority },
  { component: elasticsearch, least: majority },
];

export const s05Drain: Scenario = {
  id: "S5",
  title:
    "every node is drained in turn: enough pods of each component stay up at every moment, and every drain ends",
  timeLimit: 400,
  on: onLargest,
  async run({ cluster, signal, until }) {
    const watched = await Promise.all(groups.map((group) => watch(cluster, group)));
    const present = watched.filter(({ all }) => all > 0);
    check(present.length > 0, "there are pods to watch");
    const nodes = await nodesWithPods(cluster);
    const seconds: number[] = [];
    for (const node of nodes) {
      signal.throwIfAborted();
      seconds.push(await drain(cluster, node));
      await until(`all pods serve again after ${node} was drained`, 180, () =>
        present.every((each) => each.complete()),
      );
    }
    const kept = present.map(({ group, all, stop }) => {
      const fewest = stop();
      const least = group.least(all);
      const { name } = group.component;
      check(fewest >= least, `at least ${least} of ${all} ${name} pods stay up (there were ${fewest})`);
      return `${name} ${fewest} of ${all}`;
    });
    return `${nodes.length} nodes drained, each in ${Math.min(...seconds)} to ${Math.max(...seconds)} s; fewest up: ${kept.join(", ")}`;
  },
};

async function watch({ api }: Cluster, group: Group) {
  let fewest = Infinity;
  const follower = await Follower.start(api, podsPath(group.component), (pods) => {
    fewest = Math.min(fewest, pods.filter(isServing).length);
  });
  const all = follower.objects.filter(isServing).length;
  return {
    group,
    all,
    complete: () => follower.objects.filter(isServing).length >= all,
    stop: () => {
      follower.stop();
      return fewest;
    },
  };
}

/** Nodes that run anything but pods of DaemonSets, which a drain leaves alone. */
async function nodesWithPods({ api }: Cluster): Promise<string[]> {
  const pods = await api.list("/api/v1/pods?fieldSelector=status.phase%3DRunning");
  const movable = pods.filter(({ metadata }) => metadata["ownerReferences"]?.[0].kind !== "DaemonSet");
  return [...new Set(movable.map((pod) => pod["spec"].nodeName as string))].sort();
}

async function drain(cluster: Cluster, node: string): Promise<number> {
  const start = performance.now();
  const { status, stdout, stderr } = await cluster.tryKubectl([
    ...["drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=120s"],
  ]);
  await cluster.kubectl(["uncordon", node]);
  checkEqual(status, 0, `the drain of ${node} ends:\n${stdout}${stderr}`);
  return Math.round((performance.now() - start) / 1000);
}
