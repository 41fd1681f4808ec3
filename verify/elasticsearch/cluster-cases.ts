import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "node:tls";
import { elasticsearchBootstrap } from "../../contracts/components";
import { formationConfigMap } from "../../logging/elasticsearch/elasticsearch-component";
import { users } from "../../logging/stack";
import { Authority } from "../servers/certificates";
import { type Documents, bootstrapUser, elasticUser } from "./documents";
import { type ElasticsearchNode, succeeded, until } from "./elasticsearch-node";
import { type LoggingCluster, passwords } from "./logging-cluster";

/** The first start fails, since the certificate is of somebody else, and is mended: a new pod finds disks that are not empty. */
export async function firstStartFails(cluster: LoggingCluster): Promise<void> {
  await cluster.issueCertificate(await Authority.create("somebody else"));
  await Promise.all(cluster.nodes.map((node) => node.start()));
  await Promise.all(
    cluster.nodes.map((node) =>
      until(
        () => `${node.name} has met no other node`,
        600,
        () => node.output.includes("trust"),
      ),
    ),
  );
  for (const node of cluster.nodes) if (await startedNow(node)) throw new Error(`${node.name} has started`);
  await cluster.issueCertificate();
  await Promise.all(cluster.nodes.map((node) => node.recreate()));
  await cluster.started();
}

/** The bootstrap Job is killed after each of its requests, and then runs to its end, but for a store that can't be reached. */
export async function bootstrapIsKilled(cluster: LoggingCluster): Promise<string> {
  const { stdout, stderr, status } = await cluster.bootstrapPod().run(elasticsearchBootstrap.name);
  const failures = stderr.match(/\S+ \S+ failed:/g) ?? [];
  if (status === 0 || failures.join() !== "PUT _snapshot/fingerprint-snapshots failed:")
    throw new Error(
      `with a store that can't be reached the Job ended with ${String(status)}:\n${stdout}${stderr}`,
    );
  const requests = stdout.match(/^(PUT|DELETE) /gm)?.length ?? 0;
  const before = await state(cluster);
  for (let after = 1; after <= requests; after++) {
    const job = cluster.bootstrapPod().start(elasticsearchBootstrap.name);
    let output = "";
    job.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if ((output.match(/^(PUT|DELETE) /gm)?.length ?? 0) >= after) job.kill("SIGKILL");
    });
    await new Promise((resolve) => job.once("close", resolve));
  }
  await cluster.bootstrapPod().run(elasticsearchBootstrap.name);
  const after = await state(cluster);
  if (after !== before) throw new Error(`the Job left another state:\n${before}\n${after}`);
  if (cluster.configMap(formationConfigMap)?.["cluster-uuid"] === undefined)
    throw new Error("the Job has not noted that the cluster has formed");
  return `Job killed after each of ${String(requests)} requests`;
}

/** Templates, roles and users, as Elasticsearch has them. */
async function state(cluster: LoggingCluster): Promise<string> {
  const paths = [
    "_component_template/fingerprint-*",
    "_index_template/fingerprint-*",
    "_security/role/log*",
    "_security/user",
  ];
  const answers = await Promise.all(
    paths.map((path) => first(cluster).ask(bootstrapUser(cluster), "GET", path)),
  );
  return JSON.stringify(inOrder(answers.map(({ status, body }) => [status, body])));
}

/** The same value in an order of its own: Elasticsearch's may change from answer to answer. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.map(inOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, unknown] => [key, inOrder(inner)])
      .sort(),
  );
}

/** Each node is killed, and its machine starts again: init containers run over what they left, once after being killed half-way. */
async function nodesAreKilled(cluster: LoggingCluster, documents: Documents): Promise<void> {
  for (const [i, node] of cluster.nodes.entries()) {
    // The only copy of a document can't be kept from being away with its node.
    await cluster.started();
    await node.kill();
    await documents.write(10).catch(() => pause(3000).then(() => documents.write(10)));
    if (i === 0) await preparationIsKilled(node);
    await node.start();
    await node.started();
    await documents.allThere(cluster.nodes.length, elasticUser(cluster));
  }
}

async function preparationIsKilled(node: ElasticsearchNode): Promise<void> {
  await node.prepare();
  const whole = prepared(node);
  for (const milliseconds of [50, 200, 500, 1500, 3000]) {
    const preparation = node.pod.start("prepare");
    const ended = new Promise((resolve) => preparation.once("close", resolve));
    await pause(milliseconds);
    preparation.kill("SIGKILL");
    await ended;
  }
  await node.prepare();
  if (prepared(node) !== whole) throw new Error(`prepare.sh made\n${prepared(node)}\ninstead of\n${whole}`);
}

/** What of the prepared configuration does not change from run to run. */
function prepared({ pod }: ElasticsearchNode): string {
  const files = ["elasticsearch.yml", "curl.conf", "users_roles", "jvm.options.d/gc.options"];
  return files.map((file) => readFileSync(join(pod.folderOf("config"), file), "utf8")).join("\n");
}

/** A certificate is renewed: each node shows it before long, without a restart. */
export async function certificateIsRenewed(cluster: LoggingCluster): Promise<void> {
  const certificate = await cluster.issueCertificate();
  const wanted = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  for (const node of cluster.nodes) {
    node.pod.folderOf("certificate");
    await until(
      () => `${node.name} shows its old certificate`,
      60,
      async () => (await shownCertificate(node, cluster.authority.cert)) === wanted,
    );
  }
}

function shownCertificate({ address }: ElasticsearchNode, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: 9200, servername: "localhost", ca }, () => {
      resolve(socket.getPeerCertificate().raw.toString("base64"));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

/** Every password but that of `bootstrap` changes: after the Job the new one is right and the old one wrong. */
export async function passwordsChange(cluster: LoggingCluster): Promise<string> {
  const changed = Object.fromEntries(
    Object.entries(passwords).map(([key, old]) => [key, key === "bootstrap" ? old : `new ${old}`]),
  );
  cluster.secrets.set("elasticsearch-users", changed);
  await cluster.bootstrapPod().run(elasticsearchBootstrap.name);
  const old: Readonly<Record<string, string>> = passwords;
  const names = { ...users, "kibana-bootstrap": users.kibanaBootstrap } as Readonly<Record<string, string>>;
  const keys = Object.keys(changed).filter((key) => key !== "bootstrap");
  for (const key of keys)
    for (const [password, wanted] of [
      [changed[key], 200],
      [old[key], 401],
    ] as const) {
      const path = "_security/_authenticate";
      const { status } = await first(cluster).ask(`${names[key] ?? ""}:${password ?? ""}`, "GET", path);
      if (status !== wanted)
        throw new Error(`${key} with its ${wanted === 200 ? "new" : "old"} password: ${String(status)}`);
    }
  return `${String(keys.length)} passwords changed`;
}

/** The password of `bootstrap` changes, which nodes learn one after the other. */
export async function bootstrapPasswordChanges(cluster: LoggingCluster, documents: Documents): Promise<void> {
  const old = cluster.secrets.get("elasticsearch-users") ?? {};
  cluster.secrets.set("elasticsearch-users", { ...old, bootstrap: `new ${old["bootstrap"] ?? ""}` });
  await nodesAreKilled(cluster, documents);
  const { status } = await first(cluster).ask(
    `bootstrap:${old["bootstrap"] ?? ""}`,
    "GET",
    "_cluster/health",
  );
  if (status !== 401) throw new Error(`the old password of bootstrap: ${String(status)}`);
}

/** One disk is lost: the node joins the cluster that is there. */
export async function oneDiskIsLost(cluster: LoggingCluster, documents: Documents): Promise<void> {
  const node = cluster.nodes[1];
  await cluster.started();
  await node?.loseDisk();
  await node?.start();
  await node?.started();
  await documents.allThere();
}

/** Two disks are lost while nothing runs: no second cluster forms, and a person brings the one back. */
export async function twoDisksAreLost(cluster: LoggingCluster, documents: Documents): Promise<string> {
  await cluster.started();
  const survivor = await holderOf(cluster, documents.index);
  await Promise.all(cluster.nodes.map((node) => node.kill()));
  for (const node of cluster.nodes) if (node !== survivor) await node.loseDisk();
  await Promise.all(cluster.nodes.map((node) => node.start()));
  await Promise.all(
    cluster.nodes.map((node) =>
      until(
        () => `${node.name} has not looked for a master`,
        600,
        async () => node.output.includes("master not discovered") || (await startedNow(node)),
      ),
    ),
  );
  for (const node of cluster.nodes)
    if (await startedNow(node))
      throw new Error(`two of three disks were lost, and ${node.name} found a master`);

  await survivor.kill();
  survivor.pod.recreate();
  const formation = cluster.api.configMaps;
  const noted = formation.get(formationConfigMap) ?? {};
  formation.set(formationConfigMap, { ...noted, hold: survivor.name });
  const held = survivor.start();
  await until(
    () => `${survivor.name} is not held`,
    120,
    () => existsSync(join(survivor.pod.folderOf("config"), "curl.conf")),
  );
  await pause(2000);
  const { status, stdout, stderr } = await survivor.pod.run(
    "prepare",
    ["elasticsearch-node", "unsafe-bootstrap"],
    "y\n",
  );
  if (status !== 0) throw new Error(`unsafe-bootstrap: ${stdout}${stderr}`);
  formation.set(formationConfigMap, noted);
  survivor.pod.folderOf("formation");
  await held;
  await cluster.started();
  await documents.movedTo(cluster.nodes.indexOf(survivor));
  await cluster.bootstrapPod().run(elasticsearchBootstrap.name);
  return documents.allThere();
}

/** A node with a copy of the index's only shard. */
async function holderOf(cluster: LoggingCluster, index: string): Promise<ElasticsearchNode> {
  const answer = await first(cluster).ask(
    bootstrapUser(cluster),
    "GET",
    `_cat/shards/${index}?format=json&h=node`,
  );
  succeeded("shards", answer);
  const [{ node: name } = { node: "" }] = answer.body as unknown as { node: string }[];
  const node = cluster.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no node holds ${index}: ${JSON.stringify(answer.body)}`);
  return node;
}

/** One node becomes three. */
export async function clusterGrows(
  cluster: LoggingCluster,
  three: string,
  documents: Documents,
): Promise<void> {
  cluster.apply(three);
  const [old, ...added] = cluster.nodes;
  await Promise.all(added.map((node) => node.start()));
  await Promise.all(added.map((node) => node.started()));
  await old?.recreate();
  await cluster.started();
  await documents.allThere();
}

/** Three nodes become one, by the commands of the page about Elasticsearch's nodes. */
export async function clusterShrinks(cluster: LoggingCluster, documents: Documents): Promise<void> {
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await first(cluster).ask(bootstrapUser(cluster), method, path, body);
    succeeded(path, answer);
    return answer;
  };
  const leaving = cluster.nodes.slice(1);
  const names = leaving.map(({ name }) => name).join();
  const exclude = "cluster.routing.allocation.exclude._name";
  await ask("PUT", "_cluster/settings", { persistent: { [exclude]: names } });
  await until(
    () => `shards stay on ${names}`,
    120,
    async () =>
      !JSON.stringify((await ask("GET", "_cat/shards?format=json&h=node")).body).match(
        names.replaceAll(",", "|"),
      ),
  );
  await ask("POST", `_cluster/voting_config_exclusions?node_names=${names}`);
  await Promise.all(leaving.map((node) => node.kill()));
  await ask("DELETE", "_cluster/voting_config_exclusions?wait_for_removal=false");
  await ask("PUT", "_cluster/settings", { persistent: { [exclude]: null } });
  await documents.allThere(1);
}

/** Whether the startup probe passes at this moment. */
async function startedNow({ pod }: ElasticsearchNode): Promise<boolean> {
  return (await pod.run("elasticsearch", ["bash", "/files/started.sh"])).status === 0;
}

function first({ nodes: [node] }: LoggingCluster): ElasticsearchNode {
  if (!node) throw new Error("the cluster has no node");
  return node;
}
