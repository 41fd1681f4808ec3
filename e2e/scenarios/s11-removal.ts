import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fixed } from "../../environments/shape/environment";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { draft, synthesizeVariant } from "../cluster/draft";
import { apiAutoscaler, apiDeployment, apiDeployments, isAutoscaled } from "../cluster/fingerprint-api";
import { follow } from "../cluster/follow";
import { onSmallest, type Scenario } from "../scenario";

const budget = "/apis/policy/v1/namespaces/fingerprint/poddisruptionbudgets/fingerprint-api";
const lease = "/apis/coordination.k8s.io/v1/namespaces/fingerprint/leases/fingerprint-api";
const configMaps = "/api/v1/namespaces/fingerprint/configmaps";
const claims = "/api/v1/namespaces/fingerprint/persistentvolumeclaims";

export const s11Removal: Scenario = {
  id: "S11",
  title:
    "what is no longer declared is pruned; delete asks, and removes everything but namespaces, volumes and what others made",
  timeLimit: 500,
  on: onSmallest,
  async run({ cluster, folder }) {
    await checkPrune(cluster, join(folder, "dist"));
    const handedOver = isAutoscaled(cluster.environment)
      ? await checkHandOver(cluster, join(folder, "fixed"))
      : "no autoscaler to remove";
    const removed = await checkDelete(cluster, join(folder, "gone"));
    // Others find the environment as they expect it. Deleting the namespaces took the secrets that stood in.
    await cluster.simulation.restore();
    await cluster.mustDeploy(["apply", "--yes"]);
    return `1 object pruned, 1 that a person made kept; ${handedOver}; ${removed} objects deleted, found by their labels too; claims and namespaces kept until asked for`;
  },
};

async function checkPrune(cluster: Cluster, dist: string): Promise<void> {
  const { api } = cluster;
  // A person's copy has the labels of the original, but nobody has declared it.
  const labels = (await api.get(budget)).metadata["labels"];
  await api.create(configMaps, { metadata: { name: "made-by-hand", labels }, data: {} });
  await api.create(claims, {
    metadata: { name: "a-volume", labels },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  // In its place comes an object of a kind that deploy.sh has no word of.
  draft(cluster.manifests, dist, (object) => {
    if (object["kind"] === "PodDisruptionBudget" && object.metadata.name === "fingerprint-api")
      Object.assign(object, { apiVersion: "coordination.k8s.io/v1", kind: "Lease", spec: {} });
  });
  const listed = "  - PodDisruptionBudget fingerprint/fingerprint-api";
  await cluster.mustDeploy(["apply", "--dry-run"], { dist, says: [listed] });
  check(await api.exists(budget), "a dry run removes nothing");
  const output = await cluster.mustDeploy(["apply", "--yes"], {
    dist,
    says: ["1 to add, 0 to change, 1 to remove"],
  });
  check(
    /left alone[^]*ConfigMap fingerprint\/made-by-hand/.test(output),
    `the person's object is named:\n${output}`,
  );
  check(!(await api.exists(budget)), "the undeclared object is gone");
  check(await api.exists(`${configMaps}/made-by-hand`), "the person's object stays");
  check(await api.exists(lease), "the new kind is there");
  await cluster.mustDeploy(["apply", "--yes"]);
  check(await api.exists(budget), "declared again, it is back");
  check(!(await api.exists(lease)), "the only object of a kind that was added is pruned");
}

/** From autoscaled to fixed replicas and back: the autoscaler goes before it can interfere, and comes back without a dip. */
async function checkHandOver(cluster: Cluster, dist: string): Promise<string> {
  const { api } = cluster;
  const { minReplicas } = (await api.get(apiAutoscaler))["spec"];
  const number = Number(minReplicas) + 1;
  synthesizeVariant(cluster.environment, dist, (props) => {
    props.api.replicas = fixed(number);
  });
  await cluster.mustDeploy(["apply", "--yes"], { dist });
  checkEqual((await api.get(apiDeployment))["spec"].replicas, number, "the fixed number holds");
  check(!(await api.exists(apiAutoscaler)), "the autoscaler is pruned");

  let fewest = Infinity;
  const follower = await follow(api, apiDeployments, ([object]) => {
    fewest = Math.min(fewest, object!["spec"].replicas);
  });
  await cluster.mustDeploy(["apply", "--yes"]);
  follower.stop();
  check(
    fewest >= minReplicas,
    `never fewer than ${minReplicas} replicas are asked for (there were ${fewest})`,
  );
  return `autoscaler removed and back with ${fewest} replicas at least`;
}

/** @param gone a folder for a dist/ where no environment is declared any more */
async function checkDelete(cluster: Cluster, gone: string): Promise<number> {
  const { api, environment } = cluster;
  mkdirSync(gone);
  const removals = (output: string) => output.split("\n").filter((line) => line.startsWith("  - "));
  const dryRun = await cluster.mustDeploy(["delete", "--dry-run"], {
    says: ["  - Deployment fingerprint/fingerprint-api"],
  });
  const undeclared = await cluster.mustDeploy(["delete", "--dry-run"], { dist: gone });
  checkEqual(
    removals(undeclared).sort(),
    removals(dryRun).sort(),
    "what is declared no more is found by its labels",
  );
  // Answers with which it refuses to go on.
  for (const input of ["", "yes\n", "another\n"]) await cluster.mustDeploy(["delete"], { input, ends: 1 });
  checkEqual(await cluster.mustDeploy(["delete", "--dry-run"]), dryRun, "all is still there");

  await cluster.mustDeploy(["delete"], { input: `${environment}\n` });
  for (const kept of ["/api/v1/namespaces/fingerprint", `${claims}/a-volume`, `${configMaps}/made-by-hand`])
    check(await api.exists(kept), `${kept} stays`);
  await cluster.mustDeploy(["delete", "--dry-run"], { says: [`==> 0 objects of ${environment} to remove`] });

  await cluster.mustDeploy(["delete", "--namespaces", "--yes"], {
    dist: gone,
    // The volumes that go too are named.
    says: ["PersistentVolumeClaim fingerprint/a-volume"],
  });
  check(!(await api.exists("/api/v1/namespaces/fingerprint")), "the namespace is gone");
  return removals(dryRun).length;
}
