import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "node:tls";
import { elasticsearchBootstrap } from "../../contracts/components";
import { formationConfigMap } from "../../logging/elasticsearch/elasticsearch-component";
import { users } from "../../logging/stack";
import { type Check, mistake } from "../check";
import { ClusterOfCheck } from "../elasticsearch/cluster-of-check";
import type { Documents } from "../elasticsearch/documents";
import { type ElasticsearchNode, succeeded } from "../elasticsearch/elasticsearch-node";
import { type LoggingCluster, passwords, usersSecret } from "../elasticsearch/logging-cluster";
import { Authority } from "../servers/certificates";
import { until } from "../until";

const three = new ClusterOfCheck();

/** Three real nodes start, fail, are killed, and learn other certificates and passwords. */
export const elasticsearchRestarts: Check = {
  name: "elasticsearch-restarts",
  proves:
    "three real nodes keep every document in one cluster through a failed first start, a killed bootstrap, kill -9 of each, and other certificates and passwords",
  needs: [],
  nightly: true,
  run: async () => {
    const cluster = await three.create({ nodes: 3 });
    await firstStartFails(cluster);
    const requests = await bootstrapIsKilled(cluster);
    await three.documents.write(100);
    const seconds = await certificateIsRenewed(cluster);
    const changed = await passwordsChange(cluster);
    await bootstrapPasswordChanges(cluster, three.documents);
    return [
      `Job killed after each of ${String(requests)} requests`,
      `certificate renewed in ${seconds.toFixed(0)} s`,
      `${String(changed)} passwords changed`,
      await three.documents.allThere(),
    ].join("; ");
  },
  end: () => three.end(),
  mistakes: [
    mistake("passwords that only the Secret has", /elastic with its new password: 401/, async () => {
      const now = three.cluster.secrets.get(usersSecret) ?? {};
      await onlyNewOnesHold(three.cluster, now, renewed(now));
    }),
    mistake("a lost document", /has \d+ documents of \d+/, async () => {
      const { cluster, documents } = three;
      succeeded("a lost document", await cluster.ask("DELETE", `${documents.index}/_doc/7`));
      await documents.allThere();
    }),
  ],
};

/** The first start fails, since the certificate is of somebody else, and is mended: a new pod finds disks that are not empty. */
async function firstStartFails(cluster: LoggingCluster): Promise<void> {
  await cluster.issueCertificate(await Authority.create("somebody else"));
  await Promise.all(cluster.nodes.map((node) => node.start()));
  await Promise.all(
    cluster.nodes.map((node) =>
      until(`${node.name} has met no other node`, 600, () => {
        if (node.ended) throw new Error(`${node.name} ended:\n${node.output}`);
        return node.output.includes("trust");
      }),
    ),
  );
  for (const node of cluster.nodes)
    if (await node.startedNow()) throw new Error(`${node.name} has started with a foreign certificate`);
  await cluster.issueCertificate();
  await Promise.all(cluster.nodes.map((node) => node.recreate()));
  await cluster.started();
}

/** The bootstrap Job is killed after each of its requests, and then runs to its end, but for a store that can't be reached. */
async function bootstrapIsKilled(cluster: LoggingCluster): Promise<number> {
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
  return requests;
}

/** Templates, roles and users, as Elasticsearch has them. */
async function state(cluster: LoggingCluster): Promise<string> {
  const paths = [
    "_component_template/fingerprint-*",
    "_index_template/fingerprint-*",
    "_security/role/log*",
    "_security/user",
  ];
  const answers = await Promise.all(paths.map((path) => cluster.ask("GET", path)));
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

/** A certificate is renewed: each node shows it before long, without a restart. */
async function certificateIsRenewed(cluster: LoggingCluster): Promise<number> {
  const begun = Date.now();
  const certificate = await cluster.issueCertificate();
  const wanted = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  for (const node of cluster.nodes) {
    node.pod.folderOf("certificate");
    await until(
      `${node.name} shows its old certificate`,
      60,
      async () => (await shownCertificate(node, cluster.authority.cert)) === wanted,
    );
  }
  return (Date.now() - begun) / 1000;
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

type Passwords = Readonly<Record<string, string>>;

/** Another password for every user but `bootstrap`. */
const renewed = (old: Passwords): Passwords =>
  Object.fromEntries(
    Object.entries(old).map(([key, password]) => [key, key === "bootstrap" ? password : `new ${password}`]),
  );

/** Every password but that of `bootstrap` changes: after the Job the new one is right and the old one wrong. */
async function passwordsChange(cluster: LoggingCluster): Promise<number> {
  const changed = renewed(passwords);
  cluster.secrets.set(usersSecret, changed);
  await cluster.bootstrapPod().run(elasticsearchBootstrap.name);
  return onlyNewOnesHold(cluster, passwords, changed);
}

async function onlyNewOnesHold(cluster: LoggingCluster, old: Passwords, changed: Passwords): Promise<number> {
  const names: Passwords = { ...users, "kibana-bootstrap": users.kibanaBootstrap };
  const keys = Object.keys(changed).filter((key) => key !== "bootstrap");
  for (const key of keys)
    for (const [password, wanted] of [
      [changed[key], 200],
      [old[key], 401],
    ] as const) {
      const path = "_security/_authenticate";
      const { status } = await cluster.first.ask(`${names[key] ?? ""}:${password ?? ""}`, "GET", path);
      if (status !== wanted)
        throw new Error(`${key} with its ${wanted === 200 ? "new" : "old"} password: ${String(status)}`);
    }
  return keys.length;
}

/** The password of `bootstrap` changes, which nodes learn one after the other. */
async function bootstrapPasswordChanges(cluster: LoggingCluster, documents: Documents): Promise<void> {
  const old = cluster.secrets.get(usersSecret) ?? {};
  cluster.secrets.set(usersSecret, { ...old, bootstrap: `new ${old["bootstrap"] ?? ""}` });
  await nodesAreKilled(cluster, documents);
  const { status } = await cluster.first.ask(`bootstrap:${old["bootstrap"] ?? ""}`, "GET", "_cluster/health");
  if (status !== 401) throw new Error(`the old password of bootstrap: ${String(status)}`);
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
    await documents.allThere(cluster.nodes.length, "elastic");
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
