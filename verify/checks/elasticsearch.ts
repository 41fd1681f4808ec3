import { join } from "node:path";
import { indexNames } from "../../contracts/log-names";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { large } from "../../test/environments/large";
import { type Check, mistake } from "../check";
import { configMapFiles } from "../config-map";
import { ClusterOfCheck } from "../elasticsearch/cluster-of-check";
import { searchTheCorpus } from "../elasticsearch/corpus-searches";
import {
  damageRepository,
  drill,
  drillWithSnapshot,
  loseLine,
  loseSnapshots,
  restoreElsewhere,
  takeSnapshot,
} from "../elasticsearch/drill";
import { LoggingCluster } from "../elasticsearch/logging-cluster";
import { overlays } from "../overlays";
import { withTemporaryFolder } from "../temporary-folder";
import { edgeVariants } from "../variants/edge-variants";

const one = new ClusterOfCheck();

const bootstrapFiles = "elasticsearch-bootstrap-files";
const repositoryFile = `snapshot.${indexNames.snapshotRepository}.json`;

/** The snapshot of a policy with one wrong word, on the running node. */
const policyWith = (what: string, right: string, wrong: string, refusedWith: RegExp) =>
  mistake(what, refusedWith, async () => {
    await bootstrap(withMistake(`${indexNames.snapshotPolicy}.json`, right, wrong));
    await takeSnapshot(one.cluster);
  });

/** A bootstrap with one wrong word, on the running node. */
const misspelt = (name: string, right: string, wrong: string, refusedWith: RegExp) =>
  mistake(`${wrong} instead of ${right} in ${name}`, refusedWith, () =>
    bootstrap(withMistake(name, right, wrong)),
  );

/** The real Elasticsearch takes the settings, the whole bootstrap and every document of the corpus, and gives back what a snapshot holds. */
export const elasticsearch: Check = {
  name: "elasticsearch",
  proves:
    "a real Elasticsearch starts with the settings, those of an environment's own too, and takes every request of the bootstrap, also at the edges of what an environment may say, the three searches find what they promise, and the restore drill restores, also in a second cluster that may only read",
  needs: [],
  run: async () => {
    const cluster = await one.create({ ...snapshots("read-write"), extraSettings });
    await cluster.start();
    const own = cluster.configMap(bootstrapFiles) ?? {};
    const edges = await Promise.all(
      edgeVariants(large).variants.map((props) => synthesizedBootstrap(props, own)),
    );
    const all = [own, ...edges, ...overlays().map((overlay) => bootstrapOf(overlay.folder, own))];
    // Each over what the one before has left, and the first again at the end: a bootstrap may run any number of times.
    for (const files of [...all, own]) await bootstrap(files);
    const requests = all.flatMap((files) =>
      `${files["requests"] ?? ""}${files["snapshots"] ?? ""}`.trim().split("\n"),
    );
    const stranger = await cluster.first.ask("", "GET", "_security/_authenticate");
    if (stranger.body["username"] !== "guest")
      throw new Error(`whoever has no password is not the one of extraSettings: ${JSON.stringify(stranger)}`);
    return [
      `${String(Object.keys(extraSettings).length)} extra settings`,
      `${String(requests.length)} requests of ${String(all.length)} bootstraps, ${String(edges.length)} of them at the props' edges`,
      await searchTheCorpus(cluster),
      await drillWithSnapshot(cluster),
      await restoreElsewhere(cluster, one.environment(snapshots("read-only"))),
    ].join("; ");
  },
  end: () => one.end(),
  mistakes: [
    mistake("a setting that Elasticsearch 8 has dropped", /unknown setting \[xpack\.ilm\.enabled\]/, () =>
      startWith("xpack.ilm.enabled: true"),
    ),
    mistake("a repository in elasticsearch.yml", /unknown setting \[repositories\.backup\.type\]/, () =>
      startWith("repositories.backup.type: fs"),
    ),
    misspelt(`${indexNames.lifecycle}.json`, '"min_age"', '"minimum_age"', /unknown field \[minimum_age\]/),
    misspelt(
      `${indexNames.lifecycle}.json`,
      '"forcemerge"',
      '"force_merge"',
      /unknown field \[force_merge\]/,
    ),
    misspelt(`${indexNames.snapshotPolicy}.json`, '"schedule"', '"scheduled"', /Required \[schedule\]/),
    misspelt(`${indexNames.snapshotPolicy}.json`, " * * ?", " * *", /invalid schedule/),
    misspelt(`${indexNames.settings}.json`, '"refresh_interval"', '"refresh"', /\[index\.refresh\]/),
    misspelt(`${indexNames.fields}.json`, '"keyword"', '"keywords"', /\[keywords\]/),
    misspelt(`${indexNames.logs}.json`, '"index_patterns"', '"index_pattern"', /\[index_pattern\]/),
    misspelt("log_reader.json", '"privileges"', '"privilege"', /\[privilege\]/),
    misspelt("user.logstash_writer.json", `"roles"`, `"role"`, /\[role\]/),
    // Elasticsearch passes over names in a snapshot policy that it does not know: only the snapshot shows it.
    policyWith("a snapshot of every index", '"indices"', '"index"', /snapshot holds elsewhere/),
    policyWith("a snapshot without users", '"security"', '"async_search"', /snapshot lacks the users/),
    mistake(
      "a snapshot of the day before yesterday",
      /the newest complete snapshot, fingerprint-\S+, is 50 hours old/,
      () => drill(one.cluster, () => new Date(Date.now() + 50 * 3_600_000)),
    ),
    mistake(
      "an index that has lost a line",
      /fingerprint-api-\S+ has lost lines: 199 live, 200 in the snapshot/,
      async () => {
        await loseLine(one.cluster);
        await drill(one.cluster);
      },
    ),
    mistake(
      "a snapshot whose files are gone",
      /1 shards of fingerprint-api-\S+ could not be restored/,
      async () => {
        damageRepository(one.cluster);
        await drill(one.cluster);
      },
    ),
    mistake("a repository without snapshots", /there is no complete snapshot/, async () => {
      await loseSnapshots(one.cluster);
      await drill(one.cluster);
    }),
  ],
};

/**
 * The bootstrap's files with one text in the file of a name replaced.
 *
 * @throws where there is no such text: the mistake would be none
 */
function withMistake(name: string, right: string, wrong: string): Readonly<Record<string, string>> {
  const files = bootstrapOf(one.environment(snapshots("read-write")));
  const [file, text] = Object.entries(files).find(([one]) => one.endsWith(name)) ?? [];
  if (file === undefined || !text?.includes(right)) throw new Error(`no ${name} has ${right} in it`);
  return { ...files, [file]: text.replace(right, wrong) };
}

/** Runs the bootstrap Job with these files on the running node. */
async function bootstrap(files: Readonly<Record<string, string>>): Promise<void> {
  one.cluster.api.configMaps.set(bootstrapFiles, files);
  await one.cluster.bootstrap();
}

/** A bootstrap as it is in `dist/`, but for a bucket: its module is not published, so another's repository takes its place. */
function bootstrapOf(
  environmentFolder: string,
  other: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const files = configMapFiles(environmentFolder, "logging", bootstrapFiles);
  const repository = other[repositoryFile];
  return files[repositoryFile] === undefined || repository === undefined
    ? files
    : { ...files, [repositoryFile]: repository };
}

/** The same of an environment that is not committed. */
const synthesizedBootstrap = (props: EnvironmentProps, other: Readonly<Record<string, string>>) =>
  withTemporaryFolder((folder) => {
    synthesizeEnvironment(props, folder);
    return Promise.resolve(bootstrapOf(join(folder, props.name), other));
  });

/** Starts a cluster whose elasticsearch.yml ends with one more line. */
async function startWith(line: string): Promise<void> {
  const wrong = await LoggingCluster.create(one.environment(snapshots("read-write")));
  try {
    const files = wrong.configMap("elasticsearch-config") ?? {};
    wrong.api.configMaps.set("elasticsearch-config", {
      ...files,
      "elasticsearch.yml": `${files["elasticsearch.yml"] ?? ""}${line}\n`,
    });
    await wrong.start();
  } finally {
    await wrong.stop();
  }
}

/** A setting of each kind of value, and two against what is promised: that they do what they say is why they need a reason. */
const extraSettings = {
  "indices.breaker.total.limit": "70%",
  "indices.query.bool.max_nested_depth": 20,
  "cluster.routing.allocation.same_shard.host": true,
  "xpack.security.audit.logfile.events.include": ["access_denied", "authentication_failed"],
  "xpack.security.authc.anonymous.username": { value: "guest", override: "shows that a stranger is let in" },
  "xpack.security.authc.anonymous.roles": { value: ["monitoring_user"], override: "so that it may look" },
};

/** Snapshots on a shared volume. */
const snapshots = (access: "read-only" | "read-write") => ({
  nodes: 1,
  snapshots: { to: "volume", claim: "snapshots", access } as const,
});
