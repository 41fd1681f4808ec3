import { fingerprintApi } from "../../contracts/components";
import { prerequisitesIn } from "../../operations/manifests/environment-manifests";
import { check, checkEqual } from "../check";
import { neededNodes } from "../cluster/cluster";
import { isActive } from "../cluster/pods";
import { onLargest, type Scenario } from "../scenario";

export const s03Placement: Scenario = {
  id: "S3",
  title:
    "API pods are on nodes of their own where this is required, spread over the zones; too few nodes are told before",
  timeLimit: 120,
  on: onLargest,
  async run({ cluster }) {
    const needed = neededNodes(prerequisitesIn(cluster.manifests));
    const pods = (await cluster.pods(fingerprintApi)).filter(isActive);
    const own = pods.map((pod) => pod["spec"].nodeName as string);
    if (needed > 1) checkEqual(new Set(own).size, pods.length, "every API pod is on a node of its own");
    const perZone = new Map<string, number>();
    const nodes = await cluster.api.list("/api/v1/nodes");
    for (const { metadata } of nodes) {
      const zone = metadata["labels"]["topology.kubernetes.io/zone"] as string;
      const here = own.filter((node) => node === metadata.name).length;
      perZone.set(zone, (perZone.get(zone) ?? 0) + here);
    }
    const counts = [...perZone.values()];
    const difference = Math.max(...counts) - Math.min(...counts);
    check(difference <= 1, `zones differ by one pod at most: ${counts.join(", ")}`);

    const closed = nodes.slice(0, nodes.length - needed + 1).map(({ metadata }) => metadata.name);
    await cluster.kubectl(["cordon", ...closed]);
    try {
      await cluster.mustDeploy(["apply", "--dry-run"], {
        ends: 1,
        says: [`x ${needed} schedulable nodes: there are ${needed - 1}`, "remedy: add nodes"],
      });
    } finally {
      await cluster.kubectl(["uncordon", ...closed]);
    }
    return `${pods.length} API pods, per zone ${counts.join("+")}; ${needed - 1} of ${needed} nodes refused by preflight`;
  },
};
