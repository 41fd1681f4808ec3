import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { progressLine, resultTable, type Result } from "./result-table";
import { interruption, runScenario } from "./run-scenario";
import type { Scenario } from "./scenario";
import { type ForeignCluster, SharedClusters } from "./shared-clusters";
import type { Tools } from "./tools";

export interface RunProps {
  readonly scenarios: readonly Scenario[];
  readonly tools: Tools;

  /** The user's own cluster. @default simulated ones */
  readonly foreign: ForeignCluster | undefined;

  /** Whether data and logs stay when all is well. */
  readonly keep: boolean;
}

/** Runs the scenarios, prints what comes of them, and returns the exit status. */
export async function runAll({ scenarios, tools, foreign, keep }: RunProps): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "fingerprint-e2e-"));
  const interrupted = interruption();
  const clusters = new SharedClusters({ folder, tools, foreign });
  const { environments } = clusters;
  const results: Result[] = [];
  const running: Promise<void>[] = [];
  const runOne = async (scenario: Scenario, on: readonly string[]) => {
    const started = (environment: string) => clusters.get(environment, scenario.applied);
    const result = await runScenario({
      ...{ scenario, folder: join(folder, scenario.id.toLowerCase()), interrupted },
      before: () => Promise.all(on.map(started)),
      run: async (own) => {
        const ready = await Promise.all(on.map(started));
        const mine = ready.map((cluster) => cluster.until(own.signal));
        const largest = environments[0]!;
        return scenario.run({ ...own, tools, largest, clusters: mine, cluster: mine[0]! });
      },
    });
    results.push(result);
    process.stdout.write(progressLine(result));
  };
  // What came last on each cluster: scenarios of different clusters run beside each other.
  const last = new Map<string, Promise<void>>();
  try {
    for (const scenario of scenarios) {
      const own = scenario.on?.(environments) ?? environments;
      const before = own.map((environment) => last.get(environment) ?? Promise.resolve());
      const work = Promise.all(before).then(() => (interrupted.aborted ? undefined : runOne(scenario, own)));
      running.push(work);
      for (const environment of own) last.set(environment, work);
    }
    await Promise.all(running);
  } finally {
    await clusters.stop();
  }
  const failed = results.some(({ passed }) => !passed);
  const where = foreign ? `the cluster of context ${foreign.context}` : `Kubernetes ${tools.kubernetes}`;
  process.stdout.write(`\nOn ${where}:\n${resultTable(results)}`);
  if (keep || (failed && !interrupted.aborted)) process.stdout.write(`Data and logs: ${folder}\n`);
  else rmSync(folder, { recursive: true });
  return failed || results.length === 0 || interrupted.aborted ? 1 : 0;
}
