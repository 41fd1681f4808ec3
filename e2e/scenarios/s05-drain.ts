import type { Component } from "../../contracts/component";
import { alertmanager, elasticsearch, fingerprintApi, prometheus } from "../../contracts/components";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { follow } from "../cluster/follow";
import { isServing, podsPath } from "../cluster/pods";
import { onLargest, type Scenario, stopwatch } from "../scenario";

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
    const pods = await cluster.api.list("/api/v1/pods?fieldSelector=status.phase%3DRunning");
    // A drain leaves pods of DaemonSets alone.
    const movable = pods.filter(({ metadata }) => metadata["ownerReferences"]?.[0].kind !== "DaemonSet");
    const nodes = [...new Set(movable.map((pod) => pod["spec"].nodeName as string))].sort();
    let longest = 0;
    for (const node of nodes) {
      signal.throwIfAborted();
      const seconds = stopwatch();
      const drain = ["drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=120s"];
      const { status, stdout, stderr } = await cluster.tryKubectl(drain);
      await cluster.kubectl(["uncordon", node]);
      checkEqual(status, 0, `the drain of ${node} ends:\n${stdout}${stderr}`);
      longest = Math.max(longest, seconds());
      await until(`all pods serve again after ${node} was drained`, 180, () =>
        watched.every(({ complete }) => complete()),
      );
    }
    const kept = watched.map(({ stop }) => stop());
    return `${nodes.length} nodes drained, each in ${longest} s at most; fewest up: ${kept.join(", ")}`;
  },
};

/** Watches a component's pods until it is stopped; throws then if there were too few at any moment. */
async function watch({ api }: Cluster, [component, leastOf]: (typeof groups)[number]) {
  let fewest = Infinity;
  const follower = await follow(api, podsPath(component), (pods) => {
    fewest = Math.min(fewest, pods.filter(isServing).length);
  });
  const { name } = component;
  const all = fewest;
  const least = leastOf(all);
  check(all >= least, `there are ${least} ${name} pods at the start (there are ${all})`);
  return {
    complete: () => follower.objects().filter(isServing).length >= all,
    stop: () => {
      follower.stop();
      check(fewest >= least, `at least ${least} of ${all} ${name} pods stay up (there were ${fewest})`);
      return `${name} ${fewest} of ${all}`;
    },
  };
}
