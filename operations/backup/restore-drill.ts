import { dailyIndices, indexNames } from "../../contracts/log-names";
import type { AskElasticsearch } from "./elasticsearch-client";

export type DrillResult = Awaited<ReturnType<typeof restoreDrill>>;

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

const repository = `/_snapshot/${indexNames.snapshotRepository}`;

/** A nightly snapshot may be late by two hours. */
const oldest = 26;

/** The newest daily index is still being written: the one before it can be compared line by line. */
function indexToRestore({ snapshot, indices }: Snapshot): string {
  const prefix = dailyIndices(indexNames.logs).replace("*", "");
  const daily = indices.filter((index) => index.startsWith(prefix)).sort();
  const index = daily.at(-2) ?? daily.at(-1);
  if (index === undefined) throw new DrillFailed(`${snapshot} holds no daily index`);
  return index;
}

async function linesIn(ask: AskElasticsearch, index: string): Promise<number> {
  return ((await ask("GET", `/${index}/_count`)) as { count: number }).count;
}

async function liveLines(ask: AskElasticsearch, index: string): Promise<number | undefined> {
  const found = await ask("GET", `/_resolve/index/${index}?ignore_unavailable=true`);
  return (found as { indices: unknown[] }).indices.length === 0 ? undefined : linesIn(ask, index);
}

async function restore(ask: AskElasticsearch, snapshot: string, index: string): Promise<void> {
  const answer = (await ask("POST", `${repository}/${snapshot}/_restore?wait_for_completion=true`, {
    indices: index,
    include_global_state: false,
    include_aliases: false,
    rename_pattern: "(.+)",
    rename_replacement: `${drillPrefix}$1`,
    // A copy for a few minutes: it needs no replica, and must not grow old by policy. Elasticsearch lets a restore
    // change the settings about replicas, and not leave them out.
    index_settings: { "index.number_of_replicas": 0, "index.auto_expand_replicas": "false" },
    ignore_index_settings: ["index.lifecycle.name"],
  })) as { snapshot?: { shards: { failed: number } } };
  const failed = answer.snapshot?.shards.failed ?? 0;
  if (failed > 0) throw new DrillFailed(`${String(failed)} shards of ${index} could not be restored`);
}

/**
 * Restores a day of logs from the newest snapshot beside the live index,
 * compares both, and takes the copy away again, also when it failed.
 *
 * @returns the snapshot and its age in hours, the index and its lines in the copy, those of the live index where that was
 * not deleted by age since, and the seconds that the restore took
 * @throws DrillFailed where a restore in earnest would not have worked
 */
export async function restoreDrill(ask: AskElasticsearch, now: () => Date) {
  const listed = await ask("GET", `${repository}/*?sort=start_time&order=desc&size=10`);
  const newest = (listed as { snapshots: Snapshot[] }).snapshots.find(({ state }) => state === "SUCCESS");
  if (!newest) throw new DrillFailed("there is no complete snapshot");
  const { snapshot } = newest;
  const begun = now().getTime();
  const age = (begun - newest.start_time_in_millis) / 3_600_000;
  if (age > oldest)
    throw new DrillFailed(`the newest complete snapshot, ${snapshot}, is ${age.toFixed(0)} hours old`);
  const index = indexToRestore(newest);
  const copy = `${drillPrefix}${index}`;
  // A drill that was interrupted may have left its copy.
  const remove = () => ask("DELETE", `/${copy}?ignore_unavailable=true`);
  await remove();
  try {
    await restore(ask, snapshot, index);
    const seconds = (now().getTime() - begun) / 1000;
    const [restored, live] = [await linesIn(ask, copy), await liveLines(ask, index)];
    if (restored === 0) throw new DrillFailed(`the copy of ${index} is empty`);
    // Lines that came after the snapshot are in the live index alone; the other way round something was lost.
    if (live !== undefined && restored > live) {
      const counts = `${String(live)} live, ${String(restored)} in the snapshot`;
      throw new DrillFailed(`${index} has lost lines: ${counts}`);
    }
    return { snapshot, age, index, restored, live, seconds };
  } finally {
    await remove();
  }
}
