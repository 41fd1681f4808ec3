import { join } from "node:path";
import { fingerprintApi, kubeStateMetrics, nodeExporter } from "../../contracts/components";
import { nameAmongOthers } from "../../contracts/component";
import { check, checkEqual, checkIncludes } from "../check";
import type { Cluster } from "../cluster/cluster";
import { draft } from "../cluster/draft";
import { onSmallest, type Scenario } from "../scenario";
import { synthesizeVariant } from "../synthesize-variant";

const roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
const role = nameAmongOthers(kubeStateMetrics.name);
const lease = `/apis/coordination.k8s.io/v1/namespaces/filebeat/leases/fingerprint-deploy`;

export const s20Others: Scenario = {
  id: "S20",
  title:
    "objects and namespaces of others, another cluster behind the same context and a lost lock are refused; what is adopted is applied",
  timeLimit: 400,
  on: onSmallest,
  async run({ cluster, folder }) {
    await checkObject(cluster);
    await checkNamespace(cluster);
    await checkCluster(cluster, folder);
    await checkLock(cluster, join(folder, "lock"));
    await checkOldNames(cluster, join(folder, "old"));
    return `1 ClusterRole and 1 namespace of others kept until they were adopted; another cluster refused; a lost lock ended the run; the old name of ${role} was pruned`;
  },
};

/** Tries to apply, and expects a refusal before anything has changed. */
async function refused(cluster: Cluster, said: string, dist?: string): Promise<void> {
  const told = await cluster.mustDeploy(["apply", "--yes"], { dist, ends: 1 });
  checkIncludes(told, said, `it says "${said}"`);
}

async function checkObject(cluster: Cluster): Promise<void> {
  const { api } = cluster;
  const path = `${roles}/${role}`;
  const declared = await api.get(path);
  const { labels } = declared.metadata;
  await api.delete(path);
  // With all of our labels, as somebody's copy would have.
  const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
  await api.create(roles, { metadata: { name: role, labels }, rules });
  await refused(cluster, `  x ClusterRole ${role}: managed by `);
  checkEqual((await api.get(path))["rules"], rules, "it is left as it was");
  const deletion = await cluster.mustDeploy(["delete", "--dry-run"]);
  check(!deletion.includes(`  - ClusterRole ${role}`), `delete leaves it alone:\n${deletion}`);
  checkIncludes(deletion, `      ClusterRole ${role}`, "and says so");
  await cluster.mustDeploy(["apply", "--yes", "--adopt", `ClusterRole/${role}`]);
  checkEqual((await api.get(path))["rules"], declared["rules"], "adopted, it is as declared");
}

async function checkNamespace(cluster: Cluster): Promise<void> {
  const { api } = cluster;
  const { namespace } = nodeExporter;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  // As if it had never been applied.
  await api.merge(`/api/v1/namespaces/${namespace}`, { metadata: { managedFields: [{}] } });
  await api.create(pods, {
    metadata: { name: "a-pod-of-others" },
    spec: { containers: [{ name: "work", image: "example.com/work:1" }] },
  });
  try {
    await refused(cluster, `  x Namespace ${namespace}: holds pods of others: a-pod-of-others`);
    const deletion = await cluster.mustDeploy(["delete", "--namespaces", "--dry-run"]);
    check(!deletion.includes(`  - Namespace ${namespace}`), `delete leaves it alone:\n${deletion}`);
    await cluster.mustDeploy(["apply", "--yes", "--adopt", `Namespace/${namespace}`]);
    await cluster.mustDeploy(["apply", "--yes"]);
    const told = await cluster.mustDeploy(["delete", "--namespaces", "--yes"], { ends: 1 });
    checkIncludes(told, `${namespace} holds pods of others: a-pod-of-others`, "they are named");
  } finally {
    await api.delete(`${pods}/a-pod-of-others`);
  }
}

async function checkCluster(cluster: Cluster, folder: string): Promise<void> {
  const uid = (await cluster.api.get("/api/v1/namespaces/kube-system")).metadata["uid"] as string;
  const belongsTo = (name: string, to: string) =>
    synthesizeVariant(cluster.environment, join(folder, name), (props) => {
      props.cluster.uid = to;
    });
  const another = belongsTo("another", uid.replaceAll(/[0-9]/g, "f"));
  await refused(cluster, `kube-system has the UID ${uid}`, another);
  // Nor is anything deleted there.
  await cluster.mustDeploy(["delete", "--yes"], { dist: another, ends: 1 });
  await cluster.mustDeploy(["apply", "--dry-run"], { dist: belongsTo("this", uid) });
  const told = await cluster.mustDeploy(["apply", "--yes"]);
  checkIncludes(told, `cluster.uid in environments/${cluster.environment}.ts: "${uid}"`, "it is told");
}

async function checkLock(cluster: Cluster, dist: string): Promise<void> {
  const { api } = cluster;
  draft(cluster.manifests, dist, (object) => {
    if (object["kind"] === "ConfigMap" && object.metadata.name === `${fingerprintApi.name}-config`)
      object["data"].LOST_LOCK = "yes";
  });
  let taken: Promise<unknown> | undefined;
  const told = await cluster.mustDeploy(["apply", "--yes"], {
    dist,
    ends: 3,
    onOutput: (text) => {
      if (text.includes("==> applied")) taken ??= api.merge(lease, { spec: { holderIdentity: "another" } });
    },
  });
  await taken;
  checkIncludes(told, "the lock was lost to another deploy.sh: another", "it says why");
  checkEqual((await api.get(lease))["spec"].holderIdentity, "another", "the lock stays with its new holder");
  await api.merge(lease, { spec: { holderIdentity: "" } });
}

/** An environment that was applied before names carried the program's. */
async function checkOldNames(cluster: Cluster, dist: string): Promise<void> {
  const { api } = cluster;
  draft(cluster.manifests, dist, (object) => {
    if (!object["kind"].startsWith("ClusterRole") || object.metadata.name !== role) return;
    (object.metadata as { name: string }).name = kubeStateMetrics.name;
    if (object["roleRef"]) object["roleRef"].name = kubeStateMetrics.name;
  });
  await cluster.mustDeploy(["apply", "--yes"], { dist });
  check(await api.exists(`${roles}/${kubeStateMetrics.name}`), "the old name is there");
  await cluster.mustDeploy(["apply", "--yes"]);
  check(!(await api.exists(`${roles}/${kubeStateMetrics.name}`)), "the old name is pruned");
  check(await api.exists(`${roles}/${role}`), "the new one is there");
}
