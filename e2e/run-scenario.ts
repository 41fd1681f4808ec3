import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { messageOf } from "../lib/message-of";
import { Processes } from "./processes";
import type { Result } from "./result-table";
import { until } from "./until";

/** What each scenario of a run has for itself. */
export interface OwnStage {
  /** An empty folder of the scenario's own, deleted at the end. */
  readonly folder: string;

  /** Starts programs that end with the scenario at the latest. */
  readonly processes: Processes;

  /** Aborted when the time limit is over or the run is interrupted. */
  readonly signal: AbortSignal;

  /** Asks until the answer is yes, or the signal is aborted. An error counts as no; the last one is told. */
  readonly until: (what: string, seconds: number, holds: () => Promise<boolean> | boolean) => Promise<void>;
}

interface RunScenarioProps {
  readonly scenario: { readonly id: string; readonly title: string; readonly timeLimit: number };
  readonly folder: string;
  readonly interrupted: AbortSignal;

  /** What all wait for, so that it does not count as the scenario's time. @default nothing */
  readonly before?: () => Promise<unknown>;

  /** Throws what is wrong; returns what was measured. */
  readonly run: (stage: OwnStage) => Promise<string>;
}

/** Runs one scenario within its time limit and ends what it has started. */
export async function runScenario(props: RunScenarioProps): Promise<Result> {
  const { folder, interrupted, run, before = () => Promise.resolve() } = props;
  const { id, title, timeLimit } = props.scenario;
  mkdirSync(folder, { recursive: true });
  const processes = new Processes(folder);
  const limit = new AbortController();
  const signal = AbortSignal.any([limit.signal, interrupted]);
  let timer: NodeJS.Timeout | undefined;
  const start = performance.now();
  const result = (passed: boolean, measured: string): Result => ({
    ...{ id, title, passed, measured },
    seconds: (performance.now() - start) / 1000,
  });
  try {
    await Promise.race([before(), aborted(signal)]);
    timer = setTimeout(() => {
      limit.abort(new Error(`not finished within ${timeLimit} s`));
    }, timeLimit * 1000);
    const own = {
      folder,
      processes,
      signal,
      until: (...words: Parameters<OwnStage["until"]>) => until(...words, signal),
    };
    const work = run(own);
    return result(true, await Promise.race([work, aborted(signal)]));
  } catch (error) {
    return result(false, messageOf(error));
  } finally {
    clearTimeout(timer);
    await processes.stop();
  }
}

/** Rejects when the signal is aborted. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
}

/** Aborted when somebody ends the run. */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  const interrupt = () => {
    interrupted.abort(new Error("interrupted"));
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt).on("SIGHUP", interrupt);
  return interrupted.signal;
}
