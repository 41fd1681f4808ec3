import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { messageOf } from "../lib/message-of";
import { UsageError } from "../operations/report/command";
import { renderTable } from "../operations/report/table";
import { Processes } from "./processes";
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

/** One promise of the documents, tried on real programs. */
export interface TimedScenario<Stage extends OwnStage> {
  /** Short name for `--only` and the table, such as "S4". */
  readonly id: string;
  /** What is shown to be true, as a sentence without a full stop. */
  readonly title: string;
  /** Seconds after which the scenario has failed. Starting clusters and applying environments to them does not count. */
  readonly timeLimit: number;
  /** Throws what is wrong; returns what was measured, in one line. */
  readonly run: (stage: Stage) => Promise<string>;
}

/** The scenarios that `--only S1,S4` names. @throws an error that names those there are, for any other */
export function chooseScenarios<Scenario extends { readonly id: string }>(
  scenarios: readonly Scenario[],
  only: string,
): Scenario[] {
  const wanted = only.split(",").map((id) => id.trim().toUpperCase());
  const unknown = wanted.find((id) => !scenarios.some((scenario) => scenario.id === id));
  if (unknown !== undefined)
    throw new UsageError(`--only ${unknown}: there is ${scenarios.map(({ id }) => id).join(", ")}`);
  return scenarios.filter(({ id }) => wanted.includes(id));
}

/** What came of a scenario. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly passed: boolean;
  /** What was measured, or why it failed. */
  readonly measured: string;
  readonly seconds: number;
}

interface RunScenarioProps {
  readonly scenario: Omit<TimedScenario<OwnStage>, "run">;
  readonly folder: string;
  readonly interrupted: AbortSignal;
  /** What all wait for, so that it does not count as the scenario's time. @default nothing */
  readonly before?: () => Promise<unknown>;
  /** Throws what is wrong; returns what was measured. */
  readonly run: (stage: OwnStage) => Promise<string>;
}

/** Runs one scenario within its time limit and ends what it has started. */
export async function runScenario(props: RunScenarioProps): Promise<Result> {
  const { folder, interrupted, run, before } = props;
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
    await Promise.race([before?.(), aborted(signal)]);
    timer = setTimeout(() => {
      limit.abort(new Error(`not finished within ${timeLimit} s`));
    }, timeLimit * 1000);
    const work = run({
      ...{ folder, processes, signal },
      until: (what, seconds, holds) => until(what, seconds, holds, signal),
    });
    return result(true, await Promise.race([work, aborted(signal)]));
  } catch (error) {
    return result(false, messageOf(error));
  } finally {
    clearTimeout(timer);
    await processes.stop();
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
}

/** Aborted when somebody ends the run. */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      interrupted.abort(new Error("interrupted"));
    });
  return interrupted.signal;
}

/** What is printed when a scenario ends. */
export function progressLine({ id, title, passed, measured, seconds }: Result): string {
  const line = `${passed ? "ok  " : "FAIL"} ${id} ${title} (${seconds.toFixed(1)} s)\n`;
  return passed ? line : `${line}${measured.replace(/^/gm, "     ")}\n`;
}

/** A table of all results, as Markdown, and how many there are of each kind. */
export function resultTable(results: readonly Result[]): string {
  const position = ({ id }: Result) => Number(id.slice(1));
  const rows = results
    .toSorted((a, b) => position(a) - position(b))
    .map(({ id, title, passed, measured, seconds }) => [
      ...[id, title, passed ? "ok" : "FAIL", measured.split("\n")[0]!, seconds.toFixed(1)],
    ]);
  const failed = results.filter(({ passed }) => !passed).length;
  const table = renderTable(["id", "scenario", "result", "measured", "seconds"], rows, "markdown");
  return `${table}\n${results.length - failed} passed, ${failed} failed\n`;
}
