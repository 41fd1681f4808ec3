import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { elasticsearchBootstrap } from "../../contracts/components";
import { formationConfigMap } from "../../logging/elasticsearch/elasticsearch-yml";
import { type Check, mistake } from "../check";
import { ClusterOfCheck } from "../elasticsearch/cluster-of-check";
import type { Documents } from "../elasticsearch/documents";
import { type ElasticsearchNode, succeeded } from "../elasticsearch/elasticsearch-node";
import type { LoggingCluster } from "../elasticsearch/logging-cluster";
import { Authority } from "../servers/certificates";
import { until } from "../until";

const three = new ClusterOfCheck();

/** Three real nodes fail to start, start, and are killed. */
export const elasticsearchRestarts: Check = {
  name: "elasticsearch-restarts",
  proves:
    "three real nodes keep every document in one cluster through a failed first start, a killed bootstrap and kill -9 of each",
  needs: [],
  nightly: true,
  run: async () => {
    const cluster = await three.create({ nodes: 3 });
    await firstStartFails(cluster);
    const requests = await bootstrapIsKilled(cluster);
    await three.documents.write(100);
    await nodesAreKilled(cluster, three.documents);
    return `Job killed after each of ${requests} requests, each node killed; ${await three.documents.allThere()}`;
  },
  end: () => three.end(),
  mistakes: [
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
  const countOf = (said: string) => said.match(/^(PUT|DELETE) /gm)?.length ?? 0;
  const requests = countOf(stdout);
  const before = await state(cluster);
  for (let after = 1; after <= requests; after++) {
    const onOutput = () => {
      if (countOf(job.output) >= after) void job.stop("SIGKILL");
    };
    const job = cluster.bootstrapPod().start(elasticsearchBootstrap.name, undefined, { onOutput });
    await job.outcome;
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
    await documents.allThere();
  }
}

async function preparationIsKilled(node: ElasticsearchNode): Promise<void> {
  await node.prepare();
  const whole = prepared(node);
  for (const milliseconds of [50, 200, 500, 1500, 3000]) {
    const preparation = node.pod.start("prepare");
    await pause(milliseconds);
    await preparation.stop("SIGKILL");
  }
  await node.prepare();
  if (prepared(node) !== whole) throw new Error(`prepare.sh made\n${prepared(node)}\ninstead of\n${whole}`);
}

/** What of the prepared configuration does not change from run to run. */
function prepared({ pod }: ElasticsearchNode): string {
  const files = ["elasticsearch.yml", "curl.conf", "users_roles", "jvm.options.d/gc.options"];
  return files.map((file) => readFileSync(join(pod.folderOf("config"), file), "utf8")).join("\n");
}
