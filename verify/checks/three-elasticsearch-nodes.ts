import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { indexNames } from "../../contracts/log-names";
import { formationConfigMap } from "../../logging/elasticsearch/elasticsearch-yml";
import { type Check, mistake } from "../check";
import type { ElasticsearchNode } from "../elasticsearch/elasticsearch-node";
import { LoggingCluster, manifestsWith } from "../elasticsearch/logging-cluster";
import { blocksUnder, commandWith, typeOn } from "../elasticsearch/page";
import { Authority } from "../servers/certificates";
import { until } from "../until";

let cluster: LoggingCluster;

export const threeElasticsearchNodes: Check = {
  proves: "three nodes keep each document in one cluster over a failed start, kills and lost disks",
  nightly: true,
  run: async () => {
    const snapshots = { to: "volume", claim: "snapshots" } as const;
    cluster = await LoggingCluster.create(manifestsWith({ nodes: 3, snapshots }));
    await firstStartFails();
    const requests = await bootstrapIsKilled();
    await cluster.write(100);
    for (const node of cluster.nodes) await nodeIsKilled(node);
    const killed = await cluster.allThere();

    const withoutUsers = await placeCopies();
    for (const block of blocksUnder("People")) await typeOn(withoutUsers, block, `${password}\n`);
    if (!(await personMayRead(withoutUsers))) throw new Error("ada can't log in");
    // What stands in for the unpublished module forgets its policies with its node.
    await cluster.bootstrap();
    await cluster.succeeds("POST", `_slm/policy/${indexNames.snapshotPolicy}/_execute`);
    await withoutUsers.loseDisk();
    await withoutUsers.boot();
    await cluster.started();
    const oneLost = await cluster.allThere();
    await twoDisksAreLost(withoutUsers);
    await survivorIsReleased(withoutUsers);
    await usersComeBack(withoutUsers);
    const twoLost = await cluster.allThere();
    return `Job killed after each of ${requests} requests, each node killed: ${killed}; one disk lost: ${oneLost}; two lost: ${twoLost}, users restored from a snapshot`;
  },
  end: () => cluster.stop(),
  mistakes: [
    mistake("a lost document", /has \d+ documents of \d+/, async () => {
      await cluster.succeeds("DELETE", `${cluster.today}/_doc/7`);
      await cluster.allThere();
    }),
    mistake("two empty disks while no cluster is noted", /elasticsearch-\d found a master/, async () => {
      cluster.kubernetes.set(formation, {});
      await twoDisksAreLost(cluster.first);
    }),
  ],
};

const formation = `ConfigMap/${formationConfigMap}`;

/** The certificate is of somebody else at the first start, and is mended: a new pod finds disks that are not empty. */
async function firstStartFails(): Promise<void> {
  const { nodes } = cluster;
  await cluster.issueCertificate(await Authority.create("somebody else"));
  await Promise.all(nodes.map((node) => node.boot()));
  for (const node of nodes)
    await until(`${node.name} has met no other node`, 600, () => node.said().includes("trust"));
  for (const node of nodes)
    if (await node.startedNow()) throw new Error(`${node.name} has started with a foreign certificate`);
  await Promise.all(nodes.map((node) => node.recreate()));
  await cluster.issueCertificate();
  await cluster.start();
}

/** The bootstrap Job is killed after each of its requests, and then runs to its end. */
async function bootstrapIsKilled(): Promise<number> {
  const countOf = (said: string) => said.match(/^(PUT|DELETE) /gm)?.length ?? 0;
  const requests = countOf(await cluster.bootstrap());
  const before = await state();
  for (let after = 1; after <= requests; after++) {
    const job = cluster.startBootstrap({
      onOutput: () => {
        if (countOf(job.output) >= after) void job.stop("SIGKILL");
      },
    });
    await job.outcome;
  }
  await cluster.bootstrap();
  const now = await state();
  if (now !== before) throw new Error(`the Job left another state:\n${before}\n${now}`);
  if (!cluster.kubernetes.get(formation)["cluster-uuid"])
    throw new Error("the Job has not noted that the cluster has formed");
  return requests;
}

/** Templates, roles and users, as Elasticsearch has them, in an order of its own: theirs may change from answer to answer. */
async function state(): Promise<string> {
  const named = ["_component_template/fingerprint-*", "_index_template/fingerprint-*", "_security/role/log*"];
  const answers = await Promise.all(
    [...named, "_security/user"].map((path) => cluster.succeeds("GET", path)),
  );
  return JSON.stringify(answers, null, 1).replaceAll(/,$/gm, "").split("\n").sort().join("\n");
}

/** A node is killed, and its machine starts again: init containers run over what they left, also after being killed half-way. */
async function nodeIsKilled(node: ElasticsearchNode): Promise<void> {
  // The only copy of a document can't be kept from being away with its node.
  await cluster.started();
  await node.kill();
  await cluster.write(10);
  await node.prepare();
  const whole = prepared(node);
  for (const milliseconds of [50, 200, 500, 1500, 3000]) {
    const preparation = node.start("prepare");
    await pause(milliseconds);
    await preparation.stop("SIGKILL");
  }
  await node.boot();
  if (prepared(node) !== whole) throw new Error(`prepare.sh made\n${prepared(node)}\ninstead of\n${whole}`);
  await node.started();
  await cluster.allThere();
}

/** What of the prepared configuration does not change from run to run. */
function prepared(node: ElasticsearchNode): string {
  const files = ["elasticsearch.yml", "curl.conf", "users_roles", "jvm.options.d/gc.options"];
  return files.map((file) => readFileSync(join(node.volume("config"), file), "utf8")).join("\n");
}

const usersIndex = ".security-7";

/**
 * Lets every node have the lines. Of two copies of the users on three nodes one node has none, which is returned: what then
 * happens to it and to the others is the same at each run, and shows both a copy that is left and one that is not.
 */
async function placeCopies(): Promise<ElasticsearchNode> {
  // Else a disk that is empty again draws the users to it.
  const unmoved = { persistent: { "cluster.routing.rebalance.enable": "none" } };
  await cluster.succeeds("PUT", "_cluster/settings", unmoved);
  const settings = {
    "index.auto_expand_replicas": "0-all",
    // Else an empty disk waits five minutes for its copies, lest the old one come back.
    "index.unassigned.node_left.delayed_timeout": "1s",
  };
  await cluster.succeeds("PUT", `${cluster.today}/_settings`, settings);
  await cluster.started();
  const shards = await cluster.succeeds("GET", `_cat/shards/${usersIndex}?format=json&h=node`);
  const holders = (shards as any).map(({ node }: any) => node);
  return cluster.nodes.find(({ name }) => !holders.includes(name))!;
}

const password = "a password of her own";

async function personMayRead(node: ElasticsearchNode): Promise<boolean> {
  const { status } = await node.ask("GET", `${indexNames.logs}-*/_count`, "", `ada:${password}`);
  return status === 200;
}

/** The others' disks are lost while nothing runs. Rejects where any node finds a master. */
async function twoDisksAreLost(survivor: ElasticsearchNode): Promise<void> {
  const { nodes } = cluster;
  const lost = nodes.filter((node) => node !== survivor);
  await Promise.all([survivor.kill(), ...lost.map((node) => node.loseDisk())]);
  // The empty ones could agree as soon as they find each other, which the third may be in the way of.
  for (const some of [lost, [survivor], lost]) await Promise.all(some.map((node) => looksInVain(node)));
}

/** Boots a node that does not run. Rejects where it finds a master within a minute. */
async function looksInVain(node: ElasticsearchNode): Promise<void> {
  if (node.ended) await node.boot();
  await until(`${node.name} has not looked for a master for a minute`, 600, async () => {
    if (await node.startedNow())
      throw new Error(`two of three disks were lost, and ${node.name} found a master`);
    // Each ten seconds: once is what a busy machine says before it elects one.
    return node.said().split("master not discovered").length > 6;
  });
}

const ofThePage = "A disk is lost";

/** The node that has its disk is held before its start, and made a cluster of one, which the others join. */
async function survivorIsReleased(survivor: ElasticsearchNode): Promise<void> {
  const { kubernetes, nodes } = cluster;
  await survivor.recreate();
  const noted = kubernetes.get(formation);
  kubernetes.set(formation, { ...noted, hold: survivor.name });
  const held = survivor.boot();
  const login = join(survivor.volume("config"), "curl.conf");
  await until(`${survivor.name} is not held`, 120, () => existsSync(login));
  const command = commandWith(ofThePage, "unsafe-bootstrap");
  await typeOn(survivor, `SURVIVOR=${survivor.name}\n${command}`, "y\n");
  kubernetes.set(formation, noted);
  await held;
  await until(`the other two do not join ${survivor.name}`, 300, async () => {
    const health = await survivor.ask("GET", "_cluster/health").catch(() => undefined);
    return health?.body["number_of_nodes"] === nodes.length;
  });
}

/** Both copies of the users are lost: their index begins empty, the Job brings the programs' users, a snapshot the people's. */
async function usersComeBack(node: ElasticsearchNode): Promise<void> {
  const red = await typeOn(node, commandWith(ofThePage, "health=red"));
  if (red.trim() !== usersIndex) throw new Error(`red is ${red} instead of ${usersIndex}`);
  const reroute = commandWith(ofThePage, "allocate_empty_primary");
  await typeOn(node, reroute.replace("elasticsearch-2", node.name));
  await cluster.started();
  await cluster.bootstrap();
  await cluster.write(10);
  if (await personMayRead(node)) throw new Error("ada was not lost");
  const { snapshots } = await cluster.succeeds("GET", `_snapshot/${indexNames.snapshotRepository}/*`);
  await typeOn(node, `SNAPSHOT=${snapshots[0].snapshot}\n${commandWith(ofThePage, "feature_states")}`);
  await until("ada is not restored", 60, () => personMayRead(node));
}
