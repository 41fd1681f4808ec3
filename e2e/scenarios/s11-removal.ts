import { join } from "node:path";
import { fixed } from "../../environments/shape/environment";
import { check, checkEqual } from "../check";
import { type Api, ApiError } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { draft } from "../cluster/draft";
import { Follower } from "../cluster/follow";
import type { Scenario } from "../scenario";
import { synthesizeVariant } from "../synthesize-variant";

const budget = "/apis/policy/v1/namespaces/fingerprint/poddisruptionbudgets/fingerprint-api";
const deployment = "/apis/apps/v1/namespaces/fingerprint/deployments/fingerprint-api";
const autoscaler = "/apis/autoscaling/v2/namespaces/fingerprint/horizontalpodautoscalers/fingerprint-api-hpa";
const configMaps = "/api/v1/namespaces/fingerprint/configmaps";

export const s11Removal: Scenario = {
  id: "S11",
  title:
    "what is no longer declared is pruned; delete asks, and removes everything but namespaces, volumes and what others made",
  timeLimit: 500,
  alone: true,
  async run({ cluster, folder }) {
    const staging = await cluster("staging");
    await checkPrune(staging, join(folder, "dist"));
    const fewest = await checkHandOver(staging, join(folder, "fixed"));
    const removed = await checkDelete(staging);
    await checkDeleteWithNamespaces(staging);
    // Others find the environment as they expect it. Deleting the namespaces took the secrets that stood in.
    await staging.restore();
    await staging.mustDeploy(["apply", "--yes"]);
    return `1 object pruned, 1 that a person made kept; autoscaler removed and back with ${fewest} replicas at least; ${removed} objects deleted; claims and namespaces kept until asked for`;
  },
};

async function checkPrune(staging: Cluster, dist: string): Promise<void> {
  const { api } = staging;
  // A person's copy has the labels of the original, but nobody has declared it.
  const labels = (await api.get(budget)).metadata["labels"];
  await api.create(configMaps, { metadata: { name: "made-by-hand", labels }, data: {} });
  await api.create("/api/v1/namespaces/fingerprint/persistentvolumeclaims", {
    metadata: { name: "a-volume", labels },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  draft(staging.manifests, dist, "staging", ({ kind, metadata }) =>
    kind === "PodDisruptionBudget" && metadata.name === "fingerprint-api" ? "remove" : undefined,
  );
  const dryRun = await staging.mustDeploy(["apply", "--dry-run"], { dist });
  check(
    dryRun.includes("  - PodDisruptionBudget fingerprint/fingerprint-api"),
    `a dry run lists what would go:\n${dryRun}`,
  );
  check(await exists(api, budget), "a dry run removes nothing");
  const output = await staging.mustDeploy(["apply", "--yes"], { dist });
  check(output.includes("0 to add, 0 to change, 1 to remove"), `one object is removed:\n${output}`);
  check(
    /left alone[^]*ConfigMap fingerprint\/made-by-hand/.test(output),
    `the person's object is named:\n${output}`,
  );
  check(!(await exists(api, budget)), "the undeclared object is gone");
  check(await exists(api, `${configMaps}/made-by-hand`), "the person's object stays");
  await staging.mustDeploy(["apply", "--yes"]);
  check(await exists(api, budget), "declared again, it is back");
}

/** From autoscaled to fixed replicas and back: the autoscaler goes before it can interfere, and comes back without a dip. */
async function checkHandOver(staging: Cluster, dist: string): Promise<number> {
  const { api } = staging;
  synthesizeVariant("staging", dist, (props) => {
    props.api.replicas = fixed(4);
  });
  await staging.mustDeploy(["apply", "--yes"], { dist });
  checkEqual((await api.get(deployment))["spec"].replicas, 4, "the fixed number holds");
  check(!(await exists(api, autoscaler)), "the autoscaler is pruned");

  let fewest = Infinity;
  const path = deployment.replace(/\/([^/]+)$/, "?fieldSelector=metadata.name%3D$1");
  const follower = await Follower.start(api, path, ([object]) => {
    fewest = Math.min(fewest, object!["spec"].replicas);
  });
  await staging.mustDeploy(["apply", "--yes"]);
  follower.stop();
  const { minReplicas } = (await api.get(autoscaler))["spec"];
  check(
    fewest >= minReplicas,
    `never fewer than ${minReplicas} replicas are asked for (there were ${fewest})`,
  );
  return fewest;
}

async function checkDelete(staging: Cluster): Promise<number> {
  const { api } = staging;
  const dryRun = await staging.mustDeploy(["delete", "--dry-run"]);
  const listed = dryRun.split("\n").filter((line) => line.startsWith("  - "));
  check(
    listed.includes("  - Deployment fingerprint/fingerprint-api"),
    `a dry run lists what would go:\n${dryRun}`,
  );
  for (const input of ["", "yes\n", "production\n"]) {
    const { status } = await staging.deploy(["delete"], { input });
    checkEqual(status, 1, `delete refuses to go on with the answer ${JSON.stringify(input)}`);
  }
  checkEqual(await staging.mustDeploy(["delete", "--dry-run"]), dryRun, "all is still there");
  await staging.mustDeploy(["delete"], { input: "staging\n" });
  check(await exists(api, "/api/v1/namespaces/fingerprint"), "the namespace stays");
  check(
    await exists(api, "/api/v1/namespaces/fingerprint/persistentvolumeclaims/a-volume"),
    "the volume stays",
  );
  check(await exists(api, `${configMaps}/made-by-hand`), "what a person made stays");
  const rest = await staging.mustDeploy(["delete", "--dry-run"]);
  check(rest.includes("==> 0 objects of staging to remove"), `nothing is left to delete:\n${rest}`);
  return listed.length;
}

async function checkDeleteWithNamespaces(staging: Cluster): Promise<void> {
  const output = await staging.mustDeploy(["delete", "--namespaces", "--yes"]);
  check(
    output.includes("PersistentVolumeClaim fingerprint/a-volume"),
    `the volumes that go too are named:\n${output}`,
  );
  check(!(await exists(staging.api, "/api/v1/namespaces/fingerprint")), "the namespace is gone");
}

async function exists(api: Api, path: string): Promise<boolean> {
  try {
    await api.get(path);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}
