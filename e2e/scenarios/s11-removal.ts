import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fixed } from "../../environments/shape/environment";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { draft } from "../cluster/draft";
import { apiAutoscaler, apiDeployment, apiDeployments, isAutoscaled } from "../cluster/fingerprint-api";
import { Follower } from "../cluster/follow";
import { onSmallest, type Scenario } from "../scenario";
import { synthesizeVariant } from "../synthesize-variant";

const budget = "/apis/policy/v1/namespaces/fingerprint/poddisruptionbudgets/fingerprint-api";
const lease = "/apis/coordination.k8s.io/v1/namespaces/fingerprint/leases/fingerprint-api";
const configMaps = "/api/v1/namespaces/fingerprint/configmaps";

export const s11Removal: Scenario = {
  id: "S11",
  title:
    "what is no longer declared is pruned; delete asks, and removes everything but namespaces, volumes and what others made",
  timeLimit: 500,
  on: onSmallest,
  async run({ cluster, smallest, folder }) {
    const small = await cluster(smallest);
    await checkPrune(small, join(folder, "dist"));
    const handedOver = isAutoscaled(smallest) && (await checkHandOver(small, join(folder, "fixed")));
    // Where no environment is declared any more.
    const dist = join(folder, "gone");
    mkdirSync(dist);
    const removed = await checkDelete(small, dist);
    await checkDeleteWithNamespaces(small, dist);
    // Others find the environment as they expect it. Deleting the namespaces took the secrets that stood in.
    await small.restore();
    await small.mustDeploy(["apply", "--yes"]);
    return `1 object pruned, 1 that a person made kept; ${handedOver || "no autoscaler to remove"}; ${removed} objects deleted, found by their labels too; claims and namespaces kept until asked for`;
  },
};

async function checkPrune(small: Cluster, dist: string): Promise<void> {
  const { api } = small;
  // A person's copy has the labels of the original, but nobody has declared it.
  const labels = (await api.get(budget)).metadata["labels"];
  await api.create(configMaps, { metadata: { name: "made-by-hand", labels }, data: {} });
  await api.create("/api/v1/namespaces/fingerprint/persistentvolumeclaims", {
    metadata: { name: "a-volume", labels },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  // In its place comes an object of a kind that deploy.sh has no word of.
  draft(small.manifests, dist, (object) => {
    if (object["kind"] === "PodDisruptionBudget" && object.metadata.name === "fingerprint-api")
      Object.assign(object, { apiVersion: "coordination.k8s.io/v1", kind: "Lease", spec: {} });
  });
  const dryRun = await small.mustDeploy(["apply", "--dry-run"], { dist });
  check(
    dryRun.includes("  - PodDisruptionBudget fingerprint/fingerprint-api"),
    `a dry run lists what would go:\n${dryRun}`,
  );
  check(await api.exists(budget), "a dry run removes nothing");
  const output = await small.mustDeploy(["apply", "--yes"], { dist });
  check(output.includes("1 to add, 0 to change, 1 to remove"), `one object is removed:\n${output}`);
  check(
    /left alone[^]*ConfigMap fingerprint\/made-by-hand/.test(output),
    `the person's object is named:\n${output}`,
  );
  check(!(await api.exists(budget)), "the undeclared object is gone");
  check(await api.exists(`${configMaps}/made-by-hand`), "the person's object stays");
  check(await api.exists(lease), "the new kind is there");
  await small.mustDeploy(["apply", "--yes"]);
  check(await api.exists(budget), "declared again, it is back");
  check(!(await api.exists(lease)), "the only object of a kind that was added is pruned");
}

/** From autoscaled to fixed replicas and back: the autoscaler goes before it can interfere, and comes back without a dip. */
async function checkHandOver(small: Cluster, dist: string): Promise<string> {
  const { api } = small;
  const { minReplicas } = (await api.get(apiAutoscaler))["spec"];
  const number = Number(minReplicas) + 1;
  synthesizeVariant(small.environment, dist, (props) => {
    props.api.replicas = fixed(number);
  });
  await small.mustDeploy(["apply", "--yes"], { dist });
  checkEqual((await api.get(apiDeployment))["spec"].replicas, number, "the fixed number holds");
  check(!(await api.exists(apiAutoscaler)), "the autoscaler is pruned");

  let fewest = Infinity;
  const follower = await Follower.start(api, apiDeployments, ([object]) => {
    fewest = Math.min(fewest, object!["spec"].replicas);
  });
  await small.mustDeploy(["apply", "--yes"]);
  follower.stop();
  check(
    fewest >= minReplicas,
    `never fewer than ${minReplicas} replicas are asked for (there were ${fewest})`,
  );
  return `autoscaler removed and back with ${fewest} replicas at least`;
}

async function checkDelete(small: Cluster, gone: string): Promise<number> {
  const { api } = small;
  const dryRun = await small.mustDeploy(["delete", "--dry-run"]);
  const listed = dryRun.split("\n").filter((line) => line.startsWith("  - "));
  check(
    listed.includes("  - Deployment fingerprint/fingerprint-api"),
    `a dry run lists what would go:\n${dryRun}`,
  );
  const undeclared = await small.mustDeploy(["delete", "--dry-run"], { dist: gone });
  checkEqual(
    undeclared
      .split("\n")
      .filter((line) => line.startsWith("  - "))
      .sort(),
    [...listed].sort(),
    "what is declared no more is found by its labels",
  );
  // Answers with which it refuses to go on.
  for (const input of ["", "yes\n", "another\n"]) await small.mustDeploy(["delete"], { input, ends: 1 });
  checkEqual(await small.mustDeploy(["delete", "--dry-run"]), dryRun, "all is still there");
  await small.mustDeploy(["delete"], { input: `${small.environment}\n` });
  check(await api.exists("/api/v1/namespaces/fingerprint"), "the namespace stays");
  check(
    await api.exists("/api/v1/namespaces/fingerprint/persistentvolumeclaims/a-volume"),
    "the volume stays",
  );
  check(await api.exists(`${configMaps}/made-by-hand`), "what a person made stays");
  const rest = await small.mustDeploy(["delete", "--dry-run"]);
  check(
    rest.includes(`==> 0 objects of ${small.environment} to remove`),
    `nothing is left to delete:\n${rest}`,
  );
  return listed.length;
}

async function checkDeleteWithNamespaces(small: Cluster, gone: string): Promise<void> {
  const output = await small.mustDeploy(["delete", "--namespaces", "--yes"], { dist: gone });
  check(
    output.includes("PersistentVolumeClaim fingerprint/a-volume"),
    `the volumes that go too are named:\n${output}`,
  );
  check(!(await small.api.exists("/api/v1/namespaces/fingerprint")), "the namespace is gone");
}
