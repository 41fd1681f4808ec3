import { statSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { indexNames } from "../../contracts/log-names";
import { pathsBelow } from "../../lib/synth/files";
import { clientInPod } from "../../operations/backup/elasticsearch-client";
import { type DrillResult, restoreDrill } from "../../operations/backup/restore-drill";
import { Kubectl } from "../../operations/doctor/kubectl";
import { LoggingCluster, dailyIndex, manifestsWith } from "./logging-cluster";

const begun = Date.now();
const today = dailyIndex(begun);
export const yesterday = dailyIndex(begun - 86_400_000);
const deadLetters = today.replace(indexNames.logs, indexNames.deadLetters);
export const repository = `_snapshot/${indexNames.snapshotRepository}`;

/** Lines of yesterday. */
const lines = 200;

/** Of one node with snapshots on a shared volume. */
export const snapshots = (access: "read-only" | "read-write") => ({
  nodes: 1,
  snapshots: { to: "volume", claim: "snapshots", access } as const,
});

/** Writes two days of lines, lets the policy take its snapshot, and drills with yesterday's index there and gone by age. */
export async function drillWithSnapshot(cluster: LoggingCluster): Promise<string> {
  await cluster.store(yesterday, 0, lines);
  await cluster.store(today, 0, 50);
  await cluster.store(deadLetters, 0, 1);
  await cluster.succeeds("POST", "_refresh");
  // Of somebody else.
  await cluster.succeeds("PUT", "elsewhere");
  await takeSnapshot(cluster);
  await cluster.store(today, 50, 100);

  const { snapshot } = await drill(cluster, { index: yesterday, restored: lines, live: lines });
  if (!/^fingerprint-\d{4}\.\d\d\.\d\d-/.test(snapshot))
    throw new Error(`the policy names its snapshots ${snapshot}`);
  await cluster.succeeds("DELETE", yesterday);
  await drill(cluster, { index: yesterday, restored: lines, live: undefined });
  await restoreYesterday(cluster, snapshot);
  return `${lines} lines restored from ${snapshot}`;
}

/** As the page about backups has it for the day on which it is no drill. */
async function restoreYesterday(cluster: LoggingCluster, snapshot: string): Promise<void> {
  const what = { indices: yesterday, include_global_state: false };
  const path = `${repository}/${snapshot}/_restore?wait_for_completion=true`;
  await cluster.succeeds("POST", path, what);
  const { count } = await cluster.succeeds("GET", `${yesterday}/_count`);
  if (count !== lines) throw new Error(`${count} lines restored instead of ${lines}`);
}

/** Takes a snapshot as the policy asks for it. Rejects where it holds less or more than the daily indices and the users. */
export async function takeSnapshot(cluster: LoggingCluster): Promise<void> {
  const { snapshot } = await cluster.succeeds("POST", `_slm/policy/${indexNames.snapshotPolicy}/_execute`);
  const { state, indices, feature_states: features } = snapshot;
  const system = features.flatMap((feature: any) => feature.indices);
  const daily = new RegExp(`^(${indexNames.logs}|${indexNames.deadLetters})-`);
  const missing = [today, yesterday, deadLetters].filter((index) => !indices.includes(index));
  const others = indices.filter((index: string) => !daily.test(index) && !system.includes(index));
  if (state !== "SUCCESS") throw new Error(`the policy's snapshot: ${state}`);
  if (missing.length > 0) throw new Error(`the policy's snapshot lacks ${missing.join(", ")}`);
  if (others.length > 0) throw new Error(`the policy's snapshot holds ${others.join(", ")}`);
  if (!features.some((feature: any) => feature.feature_name === "security"))
    throw new Error("the policy's snapshot lacks the users");
}

/** The drill as operations runs it. Rejects as it does, where it found something else, and where it leaves its copy behind. */
export async function drill(
  cluster: LoggingCluster,
  expected: Partial<DrillResult> = {},
  now = () => new Date(),
): Promise<DrillResult> {
  const kubectl = new Kubectl("", cluster.first.kubectl());
  const [outcome] = await Promise.allSettled([restoreDrill(clientInPod(kubectl), now)]);
  const { indices: copies } = await cluster.succeeds("GET", "_resolve/index/restore-drill-*");
  if (copies.length > 0) throw new Error(`the drill left its copy behind: ${JSON.stringify(copies)}`);
  if (outcome.status === "rejected") throw outcome.reason;
  const found = outcome.value;
  if (!isDeepStrictEqual({ ...found, ...expected }, found))
    throw new Error(`the drill found ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  return found;
}

/**
 * A second cluster restores a day from the first one's snapshots. It only reads them: its bootstrap gives it no schedule,
 * Elasticsearch refuses to write, and no file of the repository changes.
 */
export async function restoreElsewhere(first: LoggingCluster): Promise<string> {
  const before = timesOfFiles(first.snapshots);
  const second = await LoggingCluster.create(manifestsWith(snapshots("read-only")), first.snapshots);
  try {
    await second.start();
    await second.bootstrap();
    const { snapshot } = await drill(first);
    await restoreYesterday(second, snapshot);
    for (const [method, path] of [
      ["PUT", `${repository}/of-the-second?wait_for_completion=true`],
      ["DELETE", `${repository}/${snapshot}`],
      ["POST", `_slm/policy/${indexNames.snapshotPolicy}/_execute`],
    ] as const)
      if ((await second.ask(method, path)).status < 300)
        throw new Error(`the second cluster may ${method} ${path}`);
    if (timesOfFiles(first.snapshots) !== before)
      throw new Error("the second cluster has changed the repository");
    return `${lines} lines restored in a second cluster, which wrote nothing`;
  } finally {
    await second.stop();
  }
}

const timesOfFiles = (folder: string) =>
  JSON.stringify(pathsBelow(folder).map((file) => [file, statSync(file).mtimeMs]));
