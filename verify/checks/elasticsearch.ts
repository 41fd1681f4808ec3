import { indexNames } from "../../contracts/log-names";
import { snapshotFolder } from "../../logging/elasticsearch/snapshots";
import type { Check, SeededMistake } from "../check";
import { configMapFiles } from "../config-map";
import { bootstrapsInDist, requestsOf, withMistake } from "../elasticsearch/bootstrap-files";
import { Cluster } from "../elasticsearch/cluster";
import { searchTheCorpus } from "../elasticsearch/corpus-searches";
import {
  damageRepository,
  drill,
  drillWithSnapshot,
  loseLine,
  loseSnapshots,
  takeSnapshot,
} from "../elasticsearch/drill";
import { overlays } from "../overlays";

/** The node that `run` starts, for the mistakes after it: a node of its own for each would take minutes. */
let running: Cluster | undefined;

function cluster(): Cluster {
  if (!running) throw new Error("there is no node");
  return running;
}

/** The real Elasticsearch takes the settings, the whole bootstrap and every document of the corpus, and gives back what a snapshot holds. */
export const elasticsearch: Check = {
  name: "elasticsearch",
  proves:
    "a real Elasticsearch starts with the settings and takes every request of the bootstrap, the three searches find what they promise, and the restore drill restores",
  needs: [],
  run: async () => {
    running = await Cluster.start(settings());
    const bootstraps = bootstrapsInDist();
    // Each over what the one before has left: a bootstrap may run any number of times.
    for (const files of bootstraps) await running.pod.bootstrap(files);
    const requests = bootstraps.map(requestsOf).reduce((sum, n) => sum + n, 0);
    return [
      `${String(requests)} requests of ${String(bootstraps.length)} bootstraps`,
      await searchTheCorpus(running.node),
      await drillWithSnapshot(running),
    ].join("; ");
  },
  end: async () => running?.stop(),
  mistakes: [
    {
      mistake: "a setting that Elasticsearch 8 has dropped",
      attempt: () => Cluster.start(`${settings()}xpack.ilm.enabled: true\n`),
      refusedWith: /unknown setting \[xpack\.ilm\.enabled\]/,
    },
    {
      mistake: "a repository in elasticsearch.yml",
      attempt: () => Cluster.start(`${settings()}repositories.backup.type: fs\n`),
      refusedWith: /unknown setting \[repositories\.backup\.type\]/,
    },
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
    misspelt("run.sh", String.raw`"roles":`, String.raw`"role":`, /\[role\]/),
    // Elasticsearch passes over names in a snapshot policy that it does not know: only the snapshot shows it.
    policyWith("a snapshot of every index", '"indices"', '"index"', /snapshot holds elsewhere/),
    policyWith("a snapshot without users", '"security"', '"async_search"', /snapshot lacks the users/),
    {
      mistake: "a snapshot of the day before yesterday",
      attempt: () => drill(cluster(), () => new Date(Date.now() + 50 * 3_600_000)),
      refusedWith: /the newest complete snapshot, fingerprint-\S+, is 50 hours old/,
    },
    {
      mistake: "an index that has lost a line",
      attempt: async () => {
        await loseLine(cluster());
        await drill(cluster());
      },
      refusedWith: /fingerprint-api-\S+ has lost lines: 199 live, 200 in the snapshot/,
    },
    {
      mistake: "a snapshot whose files are gone",
      attempt: async () => {
        damageRepository(cluster());
        await drill(cluster());
      },
      refusedWith: /1 shards of fingerprint-api-\S+ could not be restored/,
    },
    {
      mistake: "a repository without snapshots",
      attempt: async () => {
        await loseSnapshots(cluster());
        await drill(cluster());
      },
      refusedWith: /there is no complete snapshot/,
    },
  ],
};

/** The snapshot of a policy with one wrong word, on the running node. */
function policyWith(mistake: string, right: string, wrong: string, refusedWith: RegExp): SeededMistake {
  const file = `${indexNames.snapshotPolicy}.json`;
  return {
    mistake,
    attempt: async () => {
      await cluster().pod.bootstrap(withMistake(file, right, wrong));
      await takeSnapshot(cluster());
    },
    refusedWith,
  };
}

/** A bootstrap with one wrong word, on the running node. */
function misspelt(name: string, right: string, wrong: string, refusedWith: RegExp): SeededMistake {
  return {
    mistake: `${wrong} instead of ${right} in ${name}`,
    attempt: async () => cluster().pod.bootstrap(withMistake(name, right, wrong)),
    refusedWith,
  };
}

/** Of the environment with one node, with the folder of an environment whose snapshots go to a shared volume. */
function settings(): string {
  const staging = overlays().find(({ environment }) => environment === "staging");
  const yml =
    staging && configMapFiles(staging.folder, "logging", "elasticsearch-config")["elasticsearch.yml"];
  if (yml === undefined) throw new Error("dist/staging has no elasticsearch.yml");
  return `${yml}path.repo: ["${snapshotFolder}"]\n`;
}
