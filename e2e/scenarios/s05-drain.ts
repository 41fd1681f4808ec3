import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { Follower } from "../cluster/follow";
import { isServing, podsPath } from "../cluster/pods";
import type { Scenario } from "../scenario";
import { until } from "../until";

/** Pods that must stay up together at every moment, by the name of their component. */
interface Group {
  readonly namespace: string;
  readonly name: string;
  /** Fewest that keep the promise, of the number that there is. */
  readonly least: (all: number) => number;
}

const majority = (all: number) => Math.floor(all / 2) + 1;

const groups: readonly Group[] = [
  { namespace: "fingerprint", name: "fingerprint-api", least: () => 2 },
  { namespace: "prometheus", name: "prometheus", least: () => 1 },
  { namespace: "prometheus", name: "alertmanager", least: majority },
  { namespace: "logging", name: "elasticsearch", least: majority },
];

export const s05Drain: Scenario = {
  id: "S5",
  title:
    "every node is drained in turn: enough pods of each component stay up at every moment, and every drain ends",
  timeLimit: 400,
  async run({ cluster, signal }) {
    const production = await cluster("production");
    const watched = await Promise.all(groups.map((group) => watch(production, group)));
    const present = watched.filter(({ all }) => all > 0);
    check(present.length > 0, "there are pods to watch");
    const nodes = await nodesWithPods(production);
    const seconds: number[] = [];
    for (const node of nodes) {
      signal.throwIfAborted();
      seconds.push(await drain(production, node));
      await until(
        `all pods serve again after ${node} was drained`,
        180,
        () => Promise.resolve(present.every((each) => each.complete())),
        signal,
      );
    }
    const kept = present.map(({ group, all, stop }) => {
      const fewest = stop();
      const least = group.least(all);
      check(fewest >= least, `at least ${least} of ${all} ${group.name} pods stay up (there were ${fewest})`);
      return `${group.name} ${fewest} of ${all}`;
    });
    return `${nodes.length} nodes drained, each in ${Math.min(...seconds)} to ${Math.max(...seconds)} s; fewest up: ${kept.join(", ")}`;
  },
};

async function watch({ api }: Cluster, group: Group) {
  let fewest = Infinity;
  const follower = await Follower.start(
    api,
    podsPath(group.namespace, { "app.kubernetes.io/name": group.name }),
    (pods) => {
      fewest = Math.min(fewest, pods.filter(isServing).length);
    },
  );
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
