import { rmSync, statSync } from "node:fs";
import { basename } from "node:path";
import { elasticsearch } from "../../contracts/components";
import { indexNames } from "../../contracts/log-names";
import { pathsBelow } from "../../lib/synth/files";
import { clientInPod } from "../../operations/backup/elasticsearch-client";
import { type DrillResult, restoreDrill } from "../../operations/backup/restore-drill";
import { bulk, dailyIndex, numberedLines } from "./documents";
import { succeeded } from "./elasticsearch-node";
import { LoggingCluster } from "./logging-cluster";

const begun = Date.now();

const [today, yesterday] = [dailyIndex(begun), dailyIndex(begun - 86_400_000)];
const deadLetters = today.replace(indexNames.logs, indexNames.deadLetters);

/** Lines of yesterday. */
const lines = 200;

/** Writes two days of lines, lets the policy take its snapshot, and drills with yesterday's index there and gone by age. */
export async function drillWithSnapshot(cluster: LoggingCluster): Promise<string> {
  await write(cluster, yesterday, 0, lines);
  await write(cluster, today, 0, 50);
  await write(cluster, deadLetters, 0, 1);
  succeeded("an index of somebody else", await cluster.ask("PUT", "elsewhere"));
  await takeSnapshot(cluster);
  await write(cluster, today, 50, 100);

  const there = await drill(cluster);
  expectSame(there, { index: yesterday, restored: lines, live: lines });
  if (!/^fingerprint-\d{4}\.\d\d\.\d\d-/.test(there.snapshot))
    throw new Error(`the policy names its snapshots ${there.snapshot}`);
  succeeded("the index that is deleted by age", await cluster.ask("DELETE", yesterday));
  expectSame(await drill(cluster), { index: yesterday, restored: lines, live: undefined });

  await restoreYesterday(cluster, there.snapshot);
  expectSame(await drill(cluster), { index: yesterday, restored: lines, live: lines });
  return `${String(lines)} lines restored from ${there.snapshot}`;
}

const repository = `_snapshot/${indexNames.snapshotRepository}`;

/** As the page about backups has it for the day on which it is no drill. */
async function restoreYesterday(cluster: LoggingCluster, snapshot: string): Promise<void> {
  const what = { indices: yesterday, include_global_state: false };
  const path = `${repository}/${snapshot}/_restore?wait_for_completion=true`;
  succeeded("the restore in earnest", await cluster.ask("POST", path, what));
}

/** Takes a snapshot as the policy asks for it. Rejects where it holds less or more than the daily indices and the users. */
export async function takeSnapshot(cluster: LoggingCluster): Promise<void> {
  const policy = `_slm/policy/${indexNames.snapshotPolicy}/_execute`;
  const answer = await cluster.ask("POST", policy);
  succeeded("the policy's snapshot", answer);
  const { state, indices, feature_states: features } = answer.body["snapshot"];
  if (state !== "SUCCESS") throw new Error(`the policy's snapshot: ${state}`);
  const system = features.flatMap((feature: any) => feature.indices);
  const daily = new RegExp(`^(${indexNames.logs}|${indexNames.deadLetters})-`);
  const missing = [today, yesterday, deadLetters].filter((index) => !indices.includes(index));
  const others = indices.filter((index: string) => !daily.test(index) && !system.includes(index));
  if (missing.length > 0) throw new Error(`the policy's snapshot lacks ${missing.join(", ")}`);
  if (others.length > 0) throw new Error(`the policy's snapshot holds ${others.join(", ")}`);
  if (!features.some((feature: any) => feature.feature_name === "security"))
    throw new Error("the policy's snapshot lacks the users");
}

/** The drill as operations runs it. Rejects as it does, and where it leaves its copy behind. */
export async function drill(cluster: LoggingCluster, now = () => new Date()): Promise<DrillResult> {
  const client = clientInPod(cluster.first.pod.kubectl(elasticsearch.name));
  const [outcome] = await Promise.allSettled([restoreDrill(client, now)]);
  const copies = await cluster.ask("GET", "_resolve/index/restore-drill-*");
  if ((copies.body["indices"] as unknown[]).length > 0)
    throw new Error(`the drill left its copy behind: ${JSON.stringify(copies.body)}`);
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}

/**
 * A second cluster restores a day from the first one's snapshots. It only reads them: its bootstrap gives it no schedule,
 * Elasticsearch refuses to write, and no file of the repository changes.
 */
export async function restoreElsewhere(first: LoggingCluster, readOnly: string): Promise<string> {
  const before = timesOfFiles(first.snapshots);
  const second = await LoggingCluster.create(readOnly, first.snapshots);
  try {
    await second.start();
    await second.bootstrap();
    const { snapshot } = await drill(first);
    await restoreYesterday(second, snapshot);
    const { count } = (await second.ask("GET", `${yesterday}/_count`)).body;
    if (count !== lines) throw new Error(`${count} lines restored elsewhere instead of ${lines}`);
    for (const [method, path] of [
      ["PUT", `${repository}/of-the-second?wait_for_completion=true`],
      ["DELETE", `${repository}/${snapshot}`],
      ["POST", `_slm/policy/${indexNames.snapshotPolicy}/_execute`],
    ] as const)
      if ((await second.ask(method, path)).status < 300)
        throw new Error(`the second cluster may ${method} ${path}`);
    if (timesOfFiles(first.snapshots) !== before)
      throw new Error("the second cluster has changed the repository");
    return `${String(count)} lines restored in a second cluster, which wrote nothing`;
  } finally {
    await second.stop();
  }
}

const timesOfFiles = (folder: string) =>
  pathsBelow(folder)
    .map((file) => `${file} ${String(statSync(file).mtimeMs)}`)
    .join("\n");

/** Takes a line out of yesterday's index. */
export async function loseLine(cluster: LoggingCluster): Promise<void> {
  succeeded("a lost line", await cluster.ask("DELETE", `${yesterday}/_doc/7?refresh=true`));
}

/** Takes the files that hold documents out of the repository. What lists them stays. */
export function damageRepository({ snapshots }: LoggingCluster): void {
  // An index's folder is named by chance and may begin like one of these files.
  for (const file of pathsBelow(snapshots)) if (basename(file).startsWith("__")) rmSync(file);
}

/** Takes every snapshot away. */
export async function loseSnapshots(cluster: LoggingCluster): Promise<void> {
  succeeded("lost snapshots", await cluster.ask("DELETE", `${repository}/*`));
}

async function write(cluster: LoggingCluster, index: string, from: number, to: number): Promise<void> {
  const answer = await cluster.ask("POST", "_bulk", bulk(index, numberedLines(from, to - from)), "logstash");
  succeeded(`lines of ${index}`, answer);
  if (answer.body["errors"] !== false) throw new Error(`lines of ${index}: ${JSON.stringify(answer.body)}`);
  succeeded("refresh", await cluster.ask("POST", `${index}/_refresh`));
}

function expectSame(result: DrillResult, expected: Partial<DrillResult>): void {
  const { index, restored, live } = result;
  const [got, wanted] = [{ index, restored, live }, expected].map((one) => JSON.stringify(one));
  if (got !== wanted) throw new Error(`the drill found ${String(got)} instead of ${String(wanted)}`);
}
