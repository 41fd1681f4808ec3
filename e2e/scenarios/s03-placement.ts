import { fingerprintApi } from "../../contracts/components";
import { check, checkEqual, checkIncludes } from "../check";
import type { KubeObject } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { isActive } from "../cluster/pods";
import { prerequisitesIn } from "../../operations/manifests/environment-manifests";
import { neededNodes } from "../cluster/needed-nodes";
import { onLargest, type Scenario } from "../scenario";

export const s03Placement: Scenario = {
  id: "S3",
  title:
    "API pods are on nodes of their own where this is required, spread over the zones; too few nodes are told before",
  timeLimit: 120,
  on: onLargest,
  async run({ cluster }) {
    return `${await checkPlacement(cluster)}; ${await checkTooFewNodes(cluster)}`;
  },
};

async function checkPlacement(cluster: Cluster): Promise<string> {
  const pods = (await cluster.pods(fingerprintApi)).filter(isActive);
  const nodes = await cluster.api.list("/api/v1/nodes");
  const names = pods.map((pod) => pod["spec"].nodeName as string);
  if (neededNodes(prerequisitesIn(cluster.manifests)) > 0)
    checkEqual(new Set(names).size, pods.length, "every API pod is on a node of its own");
  const zones = new Map(nodes.map((node) => [node.metadata.name, zoneOf(node)]));
  const counts = [...new Set(zones.values())].map(
    (zone) => names.filter((name) => zones.get(name) === zone).length,
  );
  check(
    Math.max(...counts) - Math.min(...counts) <= 1,
    `zones differ by one pod at most: ${counts.join(", ")}`,
  );
  return `${pods.length} API pods on ${new Set(names).size} nodes, per zone ${counts.join("+")}`;
}

const zoneOf = (node: KubeObject): string => node.metadata["labels"]["topology.kubernetes.io/zone"];

/** Cordons nodes until one is missing, asks for a dry run, and opens them again. */
async function checkTooFewNodes(cluster: Cluster): Promise<string> {
  const needed = neededNodes(prerequisitesIn(cluster.manifests));
  if (needed === 0) return "no environment asks for nodes";
  const nodes = (await cluster.api.list("/api/v1/nodes")).map(({ metadata }) => metadata.name);
  const closed = nodes.slice(0, nodes.length - needed + 1);
  await cluster.kubectl(["cordon", ...closed]);
  try {
    const told = await cluster.mustDeploy(["apply", "--dry-run"], { ends: 1 });
    checkIncludes(
      told,
      `x ${needed} schedulable nodes: there are ${needed - 1}`,
      "preflight counts the nodes",
    );
    checkIncludes(told, "remedy: add nodes", "preflight tells the remedy");
  } finally {
    await cluster.kubectl(["uncordon", ...closed]);
  }
  return `${needed - 1} of ${needed} nodes refused by preflight`;
}
