import { dailyIndices, indexNames } from "../../contracts/log-names";
import type { ElasticsearchClient } from "./elasticsearch-client";

/** What was restored, and how it compares with what it was taken of. */
export interface DrillResult {
  readonly snapshot: string;
  /** Hours since the snapshot was taken. */
  readonly age: number;
  readonly index: string;
  /** Lines in the restored copy. */
  readonly restored: number;
  /** Lines in the live index; undefined where it was deleted by age since. */
  readonly live: number | undefined;
  /** Seconds that the restore took. */
  readonly seconds: number;
}

/** The drill found that a restore would not work. */
export class DrillFailed extends Error {}

interface Snapshot {
  readonly snapshot: string;
  readonly state: string;
  readonly start_time_in_millis: number;
  readonly indices: readonly string[];
}

/** Restored copies bear this name before their own, so that they can't be taken for the original. */
const drillPrefix = "restore-drill-";

/** A nightly snapshot may be late by two hours. */
const oldest = 26;

async function newestSnapshot(client: ElasticsearchClient): Promise<Snapshot> {
  const path = `/_snapshot/${indexNames.snapshotRepository}/*?sort=start_time&order=desc&size=10`;
  const { snapshots } = (await client.request("GET", path)) as { snapshots: Snapshot[] };
  const complete = snapshots.find(({ state }) => state === "SUCCESS");
  if (!complete) throw new DrillFailed("there is no complete snapshot");
  return complete;
}

/** The newest daily index is still being written: the one before it can be compared line by line. */
function indexToRestore({ snapshot, indices }: Snapshot): string {
  const prefix = dailyIndices(indexNames.logs).replace("*", "");
  const daily = indices.filter((index) => index.startsWith(prefix)).sort();
  const index = daily.at(-2) ?? daily.at(-1);
  if (index === undefined) throw new DrillFailed(`${snapshot} holds no daily index`);
  return index;
}

async function linesIn(client: ElasticsearchClient, index: string): Promise<number> {
  const { count } = (await client.request("GET", `/${index}/_count`)) as { count: number };
  return count;
}

async function liveLines(client: ElasticsearchClient, index: string): Promise<number | undefined> {
  const found = (await client.request("GET", `/_resolve/index/${index}?ignore_unavailable=true`)) as {
    indices: unknown[];
  };
  return found.indices.length === 0 ? undefined : linesIn(client, index);
}

async function restore(client: ElasticsearchClient, snapshot: string, index: string): Promise<void> {
  const path = `/_snapshot/${indexNames.snapshotRepository}/${snapshot}/_restore?wait_for_completion=true`;
  const answer = (await client.request("POST", path, {
    indices: index,
    include_global_state: false,
    include_aliases: false,
    rename_pattern: "(.+)",
    rename_replacement: `${drillPrefix}$1`,
    // A copy for a few minutes: it needs no replica, and must not grow old by policy. Elasticsearch lets a restore
    // change the settings about replicas, and not leave them out.
    index_settings: { "index.number_of_replicas": 0, "index.auto_expand_replicas": "false" },
    ignore_index_settings: ["index.lifecycle.name"],
  })) as { snapshot?: { shards: { failed: number; total: number } } };
  const failed = answer.snapshot?.shards.failed ?? 0;
  if (failed > 0) throw new DrillFailed(`${String(failed)} shards of ${index} could not be restored`);
}

/**
 * Restores a day of logs from the newest snapshot beside the live index,
 * compares both, and takes the copy away again, also when it failed.
 *
 * @throws DrillFailed where a restore in earnest would not have worked
 */
export async function restoreDrill(client: ElasticsearchClient, now: () => Date): Promise<DrillResult> {
  const snapshot = await newestSnapshot(client);
  const begun = now();
  const age = (begun.getTime() - snapshot.start_time_in_millis) / 3_600_000;
  if (age > oldest) {
    throw new DrillFailed(
      `the newest complete snapshot, ${snapshot.snapshot}, is ${age.toFixed(0)} hours old`,
    );
  }
  const index = indexToRestore(snapshot);
  const copy = `${drillPrefix}${index}`;
  // A drill that was interrupted may have left its copy.
  const remove = () => client.request("DELETE", `/${copy}?ignore_unavailable=true`);
  await remove();
  try {
    await restore(client, snapshot.snapshot, index);
    const seconds = (now().getTime() - begun.getTime()) / 1000;
    const [restored, live] = [await linesIn(client, copy), await liveLines(client, index)];
    if (restored === 0) throw new DrillFailed(`the copy of ${index} is empty`);
    // Lines that came after the snapshot are in the live index alone; the other way round something was lost.
    if (live !== undefined && restored > live) {
      throw new DrillFailed(
        `${index} has lost lines: ${String(live)} live, ${String(restored)} in the snapshot`,
      );
    }
    return { snapshot: snapshot.snapshot, age, index, restored, live, seconds };
  } finally {
    await remove();
  }
}
