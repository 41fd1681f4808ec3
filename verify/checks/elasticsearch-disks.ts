import { existsSync } from "node:fs";
import { join } from "node:path";
import { indexNames } from "../../contracts/log-names";
import { formationConfigMap } from "../../logging/elasticsearch/elasticsearch-yml";
import { wordsOf } from "../../operations/docs/markdown-page";
import { type Check, mistake } from "../check";
import { ClusterOfCheck } from "../elasticsearch/cluster-of-check";
import { type ElasticsearchNode, succeeded } from "../elasticsearch/elasticsearch-node";
import { blocksUnder, commandWith, type } from "../elasticsearch/page";
import { until } from "../until";

const three = new ClusterOfCheck();

/** Three real nodes lose one disk, then two, and a person goes by the page about Elasticsearch. */
export const elasticsearchDisks: Check = {
  name: "elasticsearch-disks",
  proves:
    "three real nodes lose one disk and then two, never form a second cluster, and keep what a copy is left of; users whose index is lost come back as the page says",
  needs: [],
  nightly: true,
  run: async () => {
    const cluster = await three.create({ nodes: 3, snapshots: { to: "volume", claim: "snapshots" } });
    await cluster.start();
    await cluster.bootstrap();
    await three.documents.write(100);
    const { withoutUsers, others } = await placeCopies();
    await personIsMade(withoutUsers);
    succeeded(
      "a snapshot",
      await three.cluster.ask("POST", `_slm/policy/${indexNames.snapshotPolicy}/_execute`),
    );

    await withoutUsers.loseDisk();
    await withoutUsers.start();
    await cluster.started();
    const one = await three.documents.allThere();

    await twoDisksAreLost(withoutUsers, others);
    await survivorIsReleased(withoutUsers);
    await usersComeBack(withoutUsers);
    return `one disk lost: ${one}; two lost: ${await three.documents.allThere()}, users restored from a snapshot`;
  },
  end: () => three.end(),
  mistakes: [
    mistake(
      "two empty disks where nobody has noted that the cluster has formed",
      /two of three disks were lost, and elasticsearch-\d found a master/,
      async () => {
        three.cluster.api.configMaps.set(formationConfigMap, {});
        const [survivor, ...others] = three.cluster.nodes;
        if (survivor) await twoDisksAreLost(survivor, others);
      },
    ),
  ],
};

const ofThePage = "A disk is lost";
const usersIndex = ".security-7";

async function holdersOf(index: string): Promise<string[]> {
  const answer = await three.cluster.ask("GET", `_cat/shards/${index}?format=json&h=node,state`);
  succeeded("shards", answer);
  const shards = answer.body as unknown as { node: string; state: string }[];
  return shards.filter(({ state }) => state === "STARTED").map(({ node }) => node);
}

/**
 * Of two copies on three nodes one node has none. The node without the users is to have documents: what then
 * happens to it and to the others is the same at each run, and shows both a copy that is left and one that is not.
 */
async function placeCopies(): Promise<{ withoutUsers: ElasticsearchNode; others: ElasticsearchNode[] }> {
  const { cluster, documents } = three;
  const [usersOnly, both] = await holdersOf(usersIndex);
  const withoutUsers = cluster.nodes.find(({ name }) => name !== usersOnly && name !== both);
  if (!withoutUsers) throw new Error(`every node has ${usersIndex}`);
  // Else a disk that is empty again draws the users to it.
  const unmoved = { persistent: { "cluster.routing.rebalance.enable": "none" } };
  succeeded("copies stay where they are", await three.cluster.ask("PUT", "_cluster/settings", unmoved));
  const settings = {
    "index.routing.allocation.exclude._name": usersOnly,
    // Else an empty disk waits five minutes for its copies, lest the old one come back.
    "index.unassigned.node_left.delayed_timeout": "1s",
  };
  succeeded("documents are placed", await three.cluster.ask("PUT", `${documents.index}/_settings`, settings));
  const wanted = [withoutUsers.name, both].sort().join();
  await until(
    `no copy of ${documents.index} moves to ${withoutUsers.name}`,
    60,
    async () => (await holdersOf(documents.index)).sort().join() === wanted,
  );
  return { withoutUsers, others: cluster.nodes.filter((node) => node !== withoutUsers) };
}

const password = "a password of her own";

/** Ada, as the page has it. */
async function personIsMade(node: ElasticsearchNode): Promise<void> {
  for (const block of blocksUnder("People")) await type(node, block, `${password}\n`);
  if (!(await personMayRead(node))) throw new Error("ada can't log in");
}

async function personMayRead(node: ElasticsearchNode): Promise<boolean> {
  const { status } = await node.ask(`ada:${password}`, "GET", `${indexNames.logs}-*/_count`);
  return status === 200;
}

/** Two disks are lost while nothing runs. Rejects where any node finds a master. */
async function twoDisksAreLost(
  survivor: ElasticsearchNode,
  lost: readonly ElasticsearchNode[],
): Promise<void> {
  const all = [survivor, ...lost];
  await Promise.all(all.map((node) => node.kill()));
  for (const node of lost) await node.loseDisk();
  await Promise.all(all.map((node) => node.start()));
  await Promise.all(
    all.map((node) =>
      until(`${node.name} has not looked for a master for a minute`, 600, async () => {
        if (node.ended) throw new Error(`${node.name} ended:\n${node.output}`);
        if (node.output.includes("the node is ready") && (await node.startedNow()))
          throw new Error(`two of three disks were lost, and ${node.name} found a master`);
        // Each ten seconds: once is what a busy machine says before it elects one.
        return node.output.split("master not discovered").length > 6;
      }),
    ),
  );
}

/** The node that has its disk is held before its start, and made a cluster of one, which the others join. */
async function survivorIsReleased(survivor: ElasticsearchNode): Promise<void> {
  const { cluster, documents } = three;
  await survivor.kill();
  survivor.pod.recreate();
  const { configMaps } = cluster.api;
  const noted = configMaps.get(formationConfigMap) ?? {};
  configMaps.set(formationConfigMap, { ...noted, hold: survivor.name });
  const held = survivor.start();
  await until(`${survivor.name} is not held`, 120, () =>
    existsSync(join(survivor.pod.folderOf("config"), "curl.conf")),
  );
  const [, inPod = ""] = commandWith(ofThePage, "unsafe-bootstrap").split(" -- ");
  const { status, stdout, stderr } = await survivor.pod.run("prepare", wordsOf(inPod), "y\n");
  if (status !== 0) throw new Error(`unsafe-bootstrap: ${stdout}${stderr}`);
  configMaps.set(formationConfigMap, noted);
  survivor.pod.folderOf("formation");
  await held;
  await until(`the other two do not join ${survivor.name}`, 300, async () => {
    const health = await three.cluster.ask("GET", "_cluster/health").catch(() => undefined);
    return health?.body["number_of_nodes"] === cluster.nodes.length;
  });
  await documents.movedTo(cluster.nodes.indexOf(survivor));
}

/** Both copies of the users are lost: their index begins empty, the Job brings the programs' users, a snapshot the people's. */
async function usersComeBack(node: ElasticsearchNode): Promise<void> {
  const { cluster } = three;
  const red = await type(node, commandWith(ofThePage, "health=red"));
  if (red.trim() !== usersIndex) throw new Error(`red is ${red} instead of ${usersIndex}`);
  await type(node, commandWith(ofThePage, "allocate_empty_primary", { "elasticsearch-2": node.name }));
  await cluster.started();
  await cluster.bootstrap();
  await three.documents.write(10);
  if (await personMayRead(node)) throw new Error("ada was not lost");
  const { snapshots } = (await three.cluster.ask("GET", `_snapshot/${indexNames.snapshotRepository}/*`))
    .body as {
    snapshots: { snapshot: string }[];
  };
  const newest = `SNAPSHOT=${snapshots[0]?.snapshot ?? ""}`;
  await type(node, `${newest}\n${commandWith(ofThePage, "feature_states")}`);
  await until("ada is not restored", 60, () => personMayRead(node));
}
