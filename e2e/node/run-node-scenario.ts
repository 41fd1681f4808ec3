import { mkdirSync } from "node:fs";
import { messageOf } from "../../lib/message-of";
import { Processes } from "../processes";
import type { Result } from "../result-table";
import { TimeLimit } from "../time-limit";
import { aborted } from "../run-scenario";
import type { NodeScenario, NodeStage } from "./scenario";

/** Runs one scenario within its time limit, in a folder of its own, and ends what it has started. */
export async function runNodeScenario(
  scenario: NodeScenario,
  surroundings: Omit<NodeStage, "folder" | "processes" | "signal">,
  folder: string,
  interrupted: AbortSignal,
): Promise<Result> {
  const { id, title, timeLimit } = scenario;
  mkdirSync(folder, { recursive: true });
  const processes = new Processes(folder);
  const limit = new TimeLimit(timeLimit);
  const signal = AbortSignal.any([limit.signal, interrupted]);
  const start = performance.now();
  const result = (passed: boolean, measured: string): Result => ({
    ...{ id, title, passed, measured },
    seconds: (performance.now() - start) / 1000,
  });
  try {
    const cluster = surroundings.cluster.until(signal);
    const work = scenario.run({ ...surroundings, cluster, folder, processes, signal });
    return result(true, await Promise.race([work, aborted(signal)]));
  } catch (error) {
    return result(false, messageOf(error));
  } finally {
    limit.stop();
    await processes.stop();
  }
}
