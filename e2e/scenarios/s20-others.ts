import { join } from "node:path";
import { fingerprintApi, kubeStateMetrics, nodeExporter } from "../../contracts/components";
import { nameAmongOthers } from "../../contracts/component";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { draft, synthesizeVariant } from "../cluster/draft";
import { onSmallest, type Scenario } from "../scenario";

const roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
const role = nameAmongOthers(kubeStateMetrics.name);
const path = `${roles}/${role}`;
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
    await checkOldName(cluster, join(folder, "old"));
    return `1 ClusterRole and 1 namespace of others kept until they were adopted; another cluster refused; a lost lock ended the run; the old name of ${role} was pruned`;
  },
};

async function checkObject(cluster: Cluster): Promise<void> {
  const { api } = cluster;
  const declared = await api.get(path);
  await api.delete(path);
  // With all of our labels, as somebody's copy would have.
  const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
  await api.create(roles, { metadata: { name: role, labels: declared.metadata["labels"] }, rules });
  const refusal = `  x ClusterRole ${role}: managed by `;
  await cluster.mustDeploy(["apply", "--yes"], { ends: 1, says: [refusal] });
  checkEqual((await api.get(path))["rules"], rules, "it is left as it was");
  const deletion = await cluster.mustDeploy(["delete", "--dry-run"], { says: [`      ClusterRole ${role}`] });
  check(!deletion.includes(`  - ClusterRole ${role}`), `delete leaves it alone:\n${deletion}`);
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
  const named = "holds pods of others: a-pod-of-others";
  try {
    const refusal = `  x Namespace ${namespace}: ${named}`;
    await cluster.mustDeploy(["apply", "--yes"], { ends: 1, says: [refusal] });
    const listed = await cluster.mustDeploy(["delete", "--namespaces", "--dry-run"]);
    check(!listed.includes(`  - Namespace ${namespace}`), `delete leaves it alone:\n${listed}`);
    await cluster.mustDeploy(["apply", "--yes", "--adopt", `Namespace/${namespace}`]);
    await cluster.mustDeploy(["apply", "--yes"]);
    const deletion = ["delete", "--namespaces", "--yes"];
    await cluster.mustDeploy(deletion, { ends: 1, says: [`${namespace} ${named}`] });
  } finally {
    await api.delete(`${pods}/a-pod-of-others`);
  }
}

async function checkCluster(cluster: Cluster, folder: string): Promise<void> {
  const { environment } = cluster;
  const uid = (await cluster.api.get("/api/v1/namespaces/kube-system")).metadata["uid"] as string;
  const belongsTo = (name: string, to: string) =>
    synthesizeVariant(environment, join(folder, name), (props) => {
      props.cluster.uid = to;
    });
  const another = belongsTo("another", uid.replaceAll(/[0-9]/g, "f"));
  const refusal = { dist: another, ends: 1, says: [`kube-system has the UID ${uid}`] };
  await cluster.mustDeploy(["apply", "--yes"], refusal);
  await cluster.mustDeploy(["delete", "--yes"], refusal);
  await cluster.mustDeploy(["apply", "--dry-run"], { dist: belongsTo("this", uid) });
  const advice = `cluster.uid in environments/${environment}.ts: "${uid}"`;
  await cluster.mustDeploy(["apply", "--yes"], { says: [advice] });
}

async function checkLock(cluster: Cluster, dist: string): Promise<void> {
  const { api } = cluster;
  draft(cluster.manifests, dist, (object) => {
    if (object["kind"] === "ConfigMap" && object.metadata.name === `${fingerprintApi.name}-config`)
      object["data"].LOST_LOCK = "yes";
  });
  let taken: Promise<unknown> | undefined;
  await cluster.mustDeploy(["apply", "--yes"], {
    ...{ dist, ends: 3, says: ["the lock was lost to another deploy.sh: another"] },
    onOutput: (text) => {
      if (text.includes("==> applied")) taken ??= api.merge(lease, { spec: { holderIdentity: "another" } });
    },
  });
  await taken;
  checkEqual((await api.get(lease))["spec"].holderIdentity, "another", "the lock stays with its new holder");
  await api.merge(lease, { spec: { holderIdentity: "" } });
}

/** What belongs to no namespace is pruned, too: here a role of before names carried the program's. */
async function checkOldName(cluster: Cluster, dist: string): Promise<void> {
  const { name } = kubeStateMetrics;
  draft(cluster.manifests, dist, (object) => {
    if (!object["kind"].startsWith("ClusterRole") || object.metadata.name !== role) return;
    Object.assign(object.metadata, { name });
    if (object["roleRef"]) object["roleRef"].name = name;
  });
  await cluster.mustDeploy(["apply", "--yes"], { dist });
  check(await cluster.api.exists(`${roles}/${name}`), "the old name is there");
  await cluster.mustDeploy(["apply", "--yes"]);
  check(!(await cluster.api.exists(`${roles}/${name}`)), "the old name is pruned");
  check(await cluster.api.exists(path), "the new one is there");
}
