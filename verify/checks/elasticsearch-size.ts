import { elasticsearch } from "../../contracts/components";
import { root } from "../../operations/root";
import { type Check, mistake } from "../check";
import { ClusterOfCheck } from "../elasticsearch/cluster-of-check";
import { blocksUnder, type } from "../elasticsearch/page";
import { runProgram } from "../run-program";
import { until } from "../until";

const growing = new ClusterOfCheck();

/** One real node becomes three and one again, by the page about Elasticsearch. */
export const elasticsearchSize: Check = {
  name: "elasticsearch-size",
  proves: "one real node becomes three and one again, in one cluster and without a lost document",
  needs: [],
  nightly: true,
  run: async () => {
    const cluster = await growing.create({ nodes: 1 });
    await cluster.start();
    // But for the bucket, which is not there.
    await cluster.bootstrapPod().run("elasticsearch-bootstrap");
    await growing.documents.write(100);
    const grown = await grow();
    return `${grown}; ${await shrink()}`;
  },
  end: () => growing.end(),
  mistakes: [
    mistake(
      "nodes that leave before their shards and votes",
      /health: 503 .*master_not_discovered/,
      async () => {
        await grow();
        await applyOneNode();
        await until("the node that stays does not listen", 120, () =>
          growing.cluster.first.output.includes("the node is ready"),
        );
        await growing.documents.allThere(1);
      },
    ),
  ],
};

/** New nodes join, and the old one is replaced last, as a StatefulSet does it. */
async function grow(): Promise<string> {
  const { cluster, documents } = growing;
  cluster.apply(growing.environment({ nodes: 3 }));
  const [old, ...added] = cluster.nodes;
  await Promise.all(added.map((node) => node.recreate()));
  await Promise.all(added.map((node) => node.started()));
  await old?.recreate();
  await cluster.started();
  return documents.allThere();
}

/** What deploy.sh says of one node where three are, asked of Elasticsearch itself. */
async function preflightSays(expected: RegExp): Promise<void> {
  const { name, namespace } = elasticsearch;
  const kubectl = growing.cluster.first.pod.kubectl(name).command;
  const script = `set -euo pipefail; WORK=$(mktemp -d) ENVIRONMENT=one; trap 'rm -r "$WORK"' EXIT
    for part in messages preflight remedies; do source "deploy/$part.sh"; done
    cluster() { case "$*" in *" get statefulset "*) echo 3 ;; *) ${JSON.stringify(kubectl)} "$@" ;; esac; }
    check elasticsearch ${namespace} ${name} 1 "shards and votes"`;
  const { stdout } = await runProgram("bash", ["-c", script], { cwd: root });
  if (!expected.test(stdout)) throw new Error(`preflight says of one node: ${stdout}`);
}

/** The page's commands before and after the apply. */
async function shrink(): Promise<string> {
  const [before = "", after = ""] = blocksUnder("From three nodes to one");
  const node = growing.cluster.first;
  const [exclude = "", shards = "", votes = ""] = before.split("\n");
  await type(node, exclude);
  await until(
    "shards stay on nodes that leave",
    120,
    async () => !/elasticsearch-[12]/.test(await type(node, shards)),
  );
  await preflightSays(/those that leave: elasticsearch-1 elasticsearch-2$/m);
  await type(node, votes);
  await preflightSays(/^$/);
  await applyOneNode();
  await node.started();
  await type(node, after);
  return growing.documents.allThere(1);
}

/** The StatefulSet ends two pods at once and replaces the one that stays. */
async function applyOneNode(): Promise<void> {
  const { cluster } = growing;
  await Promise.all(cluster.nodes.slice(1).map((node) => node.kill()));
  cluster.apply(growing.environment({ nodes: 1 }));
  await growing.cluster.first.recreate();
}
