import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formationConfigMap } from "../../logging/elasticsearch/elasticsearch-component";
import type { Check } from "../check";
import { withElasticsearch } from "../elasticsearch/changed-environment";
import {
  bootstrapIsKilled,
  bootstrapPasswordChanges,
  certificateIsRenewed,
  clusterGrows,
  clusterShrinks,
  firstStartFails,
  oneDiskIsLost,
  passwordsChange,
  twoDisksAreLost,
} from "../elasticsearch/cluster-cases";
import { Documents, bootstrapUser } from "../elasticsearch/documents";
import { succeeded } from "../elasticsearch/elasticsearch-node";
import { LoggingCluster } from "../elasticsearch/logging-cluster";

/** The three nodes of `run`, for the mistakes after it. */
let running: { readonly cluster: LoggingCluster; readonly documents: Documents } | undefined;

/** Where the environments of this check are. */
let folder = "";

function three() {
  if (!running) throw new Error("there are no three nodes");
  return running;
}

/** Three real nodes go through what happens after the first day, and lose no document. */
export const elasticsearchCluster: Check = {
  name: "elasticsearch-cluster",
  proves:
    "three real nodes keep every document in one cluster through a failed first start, kill -9, lost disks, growth, renewed certificates and changed passwords",
  needs: [],
  run: async () => {
    folder = mkdtempSync(join(tmpdir(), "fingerprint-verify-"));
    const environment = withElasticsearch({ nodes: 3 }, folder);
    const cluster = await LoggingCluster.create(environment);
    const documents = new Documents(cluster);
    running = { cluster, documents };

    await firstStartFails(cluster);
    const killed = await bootstrapIsKilled(cluster);
    await documents.write(100);
    await certificateIsRenewed(cluster);
    const passwords = await passwordsChange(cluster);
    await bootstrapPasswordChanges(cluster, documents);
    await oneDiskIsLost(cluster, documents);
    const there = await twoDisksAreLost(cluster, documents);
    return [killed, passwords, there, await growAndShrink(environment)].join("; ");
  },
  end: async () => {
    await running?.cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  },
  mistakes: [
    {
      mistake: "a lost document",
      attempt: async () => {
        const { cluster, documents } = three();
        const answer = cluster.nodes[0]?.ask(bootstrapUser(cluster), "DELETE", `${documents.index}/_doc/7`);
        if (answer) succeeded("a lost document", await answer);
        await documents.allThere();
      },
      refusedWith: /has \d+ documents of \d+/,
    },
    {
      mistake: "two empty disks where nobody has noted that the cluster has formed",
      attempt: async () => {
        const { cluster, documents } = three();
        cluster.api.configMaps.set(formationConfigMap, {});
        await twoDisksAreLost(cluster, documents);
      },
      refusedWith: /two of three disks were lost, and elasticsearch-\d found a master/,
    },
  ],
};

/** One node becomes three and one again. */
async function growAndShrink(environment: string): Promise<string> {
  const cluster = await LoggingCluster.create(withElasticsearch({ nodes: 1 }, folder));
  try {
    const documents = new Documents(cluster);
    await cluster.start();
    // But for the bucket, which is not there.
    await cluster.bootstrapPod().run("elasticsearch-bootstrap");
    await documents.write(100);
    await clusterGrows(cluster, environment, documents);
    const grown = await documents.allThere();
    await clusterShrinks(cluster, documents);
    return `${grown}, and on one again`;
  } finally {
    await cluster.stop();
  }
}
