import type { Component } from "../../contracts/component";
import { alertmanager, elasticsearch, fingerprintApi, prometheus } from "../../contracts/components";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { Follower } from "../cluster/follow";
import { isServing, podsPath } from "../cluster/pods";
import { onLargest, type Scenario } from "../scenario";

const majority = (all: number) => Math.floor(all / 2) + 1;

/** Pods that must stay up together at every moment: the fewest that keep the promise, of the number that there is. */
const groups: readonly (readonly [Component, least: (all: number) => number])[] = [
  [fingerprintApi, () => 2],
  [prometheus, () => 1],
  [alertmanager, majority],
  [elasticsearch, majority],
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
    const kept = present.map(({ name, all, least, stop }) => {
      const fewest = stop();
      check(fewest >= least, `at least ${least} of ${all} ${name} pods stay up (there were ${fewest})`);
      return `${name} ${fewest} of ${all}`;
    });
    return `${nodes.length} nodes drained, each in ${Math.min(...seconds)} to ${Math.max(...seconds)} s; fewest up: ${kept.join(", ")}`;
  },
};

async function watch({ api }: Cluster, [component, least]: (typeof groups)[number]) {
  let fewest = Infinity;
  const follower = await Follower.start(api, podsPath(component), (pods) => {
    fewest = Math.min(fewest, pods.filter(isServing).length);
  });
  const serving = () => follower.objects.filter(isServing).length;
  const all = serving();
  return {
    ...{ name: component.name, all, least: least(all) },
    complete: () => serving() >= all,
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
