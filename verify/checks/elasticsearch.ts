import { rmSync } from "node:fs";
import { basename } from "node:path";
import { indexNames } from "../../contracts/log-names";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { readEnvironments } from "../../environments/shape/read-environments";
import { pathsBelow } from "../../lib/synth/files";
import { large } from "../../test/environments/large";
import { type Check, mistake, mistakesIn } from "../check";
import { configMapOf, manifestsOf } from "../config-map";
import { searchTheCorpus } from "../elasticsearch/corpus-searches";
import {
  drill,
  drillWithSnapshot,
  repository,
  restoreElsewhere,
  snapshots,
  takeSnapshot,
  yesterday,
} from "../elasticsearch/drill";
import { LoggingCluster, manifestsWith } from "../elasticsearch/logging-cluster";
import { edgeVariants } from "../variants/edge-variants";

type Files = Readonly<Record<string, string>>;

let cluster: LoggingCluster;
/** The bootstrap's files of that cluster. */
let own: Files;

/** A setting of each kind of value, and two against what is promised: that they do what they say is why they need a reason. */
const extraSettings = {
  "indices.breaker.total.limit": "70%",
  "indices.query.bool.max_nested_depth": 20,
  "cluster.routing.allocation.same_shard.host": true,
  "xpack.security.audit.logfile.events.include": ["access_denied", "authentication_failed"],
  "xpack.security.authc.anonymous.username": { value: "guest", override: "shows that a stranger is let in" },
  "xpack.security.authc.anonymous.roles": { value: ["monitoring_user"], override: "so that it may look" },
};

export const elasticsearch: Check = {
  proves: "Elasticsearch takes our settings and the bootstrap, answers the searches, and restores snapshots",
  run: async () => {
    cluster = await LoggingCluster.create(manifestsWith({ ...snapshots("read-write"), extraSettings }));
    own = cluster.kubernetes.get(bootstrapFiles);
    await cluster.start();
    const edges = edgeVariants(large).variants;
    const ours = readEnvironments().declarations.map(({ props }) => props);
    const others = [...edges, ...ours].map(bootstrapOf);
    // Each over what the one before has left, and the first again at the end: a bootstrap may run any number of times.
    for (const files of [own, ...others, own]) await bootstrap(files);
    const stranger = await cluster.first.ask("GET", "_security/_authenticate", "", "");
    if (stranger.body["username"] !== "guest")
      throw new Error(`whoever has no password is not the one of extraSettings: ${JSON.stringify(stranger)}`);
    return [
      `${Object.keys(extraSettings).length} extra settings`,
      `${others.length} bootstraps, ${edges.length} of them at the props' edges`,
      await searchTheCorpus(cluster),
      await drillWithSnapshot(cluster),
      await restoreElsewhere(cluster),
    ].join("; ");
  },
  end: () => cluster.stop(),
  mistakes: [
    ...mistakesIn("elasticsearch", misspelt),
    mistake("a snapshot of the day before yesterday", /snapshot, fingerprint-\S+, is 50 hours old/, () =>
      drill(cluster, {}, () => new Date(Date.now() + 50 * 3_600_000)),
    ),
    mistake("an index that has lost a line", /has lost lines: 199 live, 200 in the snapshot/, async () => {
      await cluster.succeeds("DELETE", `${yesterday}/_doc/7?refresh=true`);
      await drill(cluster);
    }),
    mistake("a snapshot whose files are gone", /1 shards of \S+ could not be restored/, async () => {
      // Of documents: what lists them stays. An index's folder is named by chance and may begin like one of these files.
      for (const file of pathsBelow(cluster.snapshots)) if (basename(file).startsWith("__")) rmSync(file);
      await drill(cluster);
    }),
    mistake("a repository without snapshots", /there is no complete snapshot/, async () => {
      await cluster.succeeds("DELETE", `${repository}/*`);
      await drill(cluster);
    }),
    mistake("a setting that version 8 has dropped", /unknown setting \[xpack\.ilm\.enabled\]/, async () => {
      const { kubernetes, first } = cluster;
      const files = kubernetes.get("ConfigMap/elasticsearch-config");
      const yml = `${files["elasticsearch.yml"]}xpack.ilm.enabled: true\n`;
      kubernetes.set("ConfigMap/elasticsearch-config", { ...files, "elasticsearch.yml": yml });
      await first.recreate();
      await cluster.start();
    }),
  ],
};

const bootstrapFiles = "ConfigMap/elasticsearch-bootstrap-files";

/** The bootstrap's files, but for a bucket: its module is not published, so the cluster's own repository takes its place. */
function bootstrapOf(props: EnvironmentProps): Files {
  const files = configMapOf(manifestsOf(props), "elasticsearch-bootstrap-files");
  const repositoryFile = `snapshot.${indexNames.snapshotRepository}.json`;
  return repositoryFile in files ? { ...files, [repositoryFile]: own[repositoryFile]! } : files;
}

async function bootstrap(files: Files): Promise<void> {
  cluster.kubernetes.set(bootstrapFiles, files);
  await cluster.bootstrap();
}

/** A bootstrap with a wrong word in a request of a kind, and the snapshot of its policy. */
async function misspelt({ kind, right, wrong }: Readonly<Record<"kind" | "right" | "wrong", string>>) {
  const found = Object.entries(own).find(([name, text]) => name.startsWith(kind) && text.includes(right));
  if (!found) throw new Error(`no ${kind} has ${right} in it`);
  const [file, text] = found;
  await bootstrap({ ...own, [file]: text.replace(right, wrong) });
  await takeSnapshot(cluster);
}
