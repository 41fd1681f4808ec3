import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../lib/message-of";
import { Processes } from "./processes";
import type { Result } from "./result-table";
import type { Scenario } from "./scenario";
import type { SharedClusters } from "./shared-clusters";
import { TimeLimit } from "./time-limit";
import type { Tools } from "./tools";

interface Surroundings {
  /** Folder of the run. */
  readonly folder: string;
  readonly tools: Tools;
  readonly clusters: SharedClusters;
  readonly interrupted: AbortSignal;
}

/** Runs one scenario within its time limit and ends what it has started. */
export async function runScenario(scenario: Scenario, surroundings: Surroundings): Promise<Result> {
  const { id, title, timeLimit } = scenario;
  const { tools, clusters, interrupted } = surroundings;
  const folder = join(surroundings.folder, id.toLowerCase());
  mkdirSync(folder, { recursive: true });
  const processes = new Processes(folder);
  const limit = new TimeLimit(timeLimit);
  const signal = AbortSignal.any([limit.signal, interrupted]);
  const start = performance.now();
  const result = (passed: boolean, measured: string): Result => ({
    id,
    title,
    passed,
    measured,
    seconds: (performance.now() - start) / 1000,
  });
  try {
    const work = scenario.run({
      folder,
      processes,
      tools,
      signal,
      environments: clusters.environments,
      largest: clusters.environments[0]!,
      smallest: clusters.environments.at(-1)!,
      // Whoever comes first starts the cluster for all: that is not a scenario's time.
      cluster: async (environment, options) =>
        (await limit.without(clusters.get(environment, options))).until(signal),
    });
    return result(true, await Promise.race([work, aborted(signal)]));
  } catch (error) {
    return result(false, messageOf(error));
  } finally {
    limit.stop();
    await processes.stop();
  }
}

/** Rejects when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise<never>((_, reject) => {
    const give = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
