import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { basename } from "node:path";
import { withTemporaryFolder } from "./temporary-folder";
import { until } from "./until";

export interface RunOptions {
  /** Text for its standard input, which then ends. @default nothing; of what runs beside a check it stays open */
  readonly input?: string;
  readonly cwd?: string;
  /** Variables besides the ones of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** How it is ended. @default SIGINT, as from a terminal */
  readonly killSignal?: NodeJS.Signals;
  /** Seconds after which it is ended. @default never; `runProgram` waits 120 where no signal may end it */
  readonly timeout?: number;
  readonly onOutput?: (text: string) => void;
}

export interface Outcome {
  /** Its exit code, or 128 and the number of the signal that ended it, as a shell has it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class RunningProgram {
  output = "";

  /** How it ends. Rejects where it can't be started or was aborted. */
  readonly outcome: Promise<Outcome>;

  private readonly child: ChildProcess;

  constructor(program: string, args: readonly string[], options: RunOptions = {}) {
    const { input, cwd, env = {}, signal, killSignal = "SIGINT", timeout = 0, onOutput } = options;
    const child = spawn(program, args, {
      ...{ cwd, signal, killSignal, timeout: timeout * 1000 },
      env: { ...process.env, ...env },
    });
    const printed = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        printed[stream] += text;
        this.output += text;
        onOutput?.(text);
      });
    // A program that does not read its input may be gone before all of it is written.
    child.stdin.on("error", () => undefined);
    // Elasticsearch takes the end of its input for a word to stop.
    if (input !== undefined) child.stdin.end(input);
    this.child = child;
    this.outcome = new Promise((resolve, reject) => {
      child.once("error", reject).once("close", (code, by) => {
        resolve({ status: code ?? 128 + (by === null ? 0 : constants.signals[by]), ...printed });
      });
    });
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Asks it to end, and waits until it has. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.child.kill(signal);
    await this.outcome;
  }

  /** Waits until it answers at a URL with a status for success. Rejects with what it said where it ends or takes a minute. */
  async untilReady(url: string): Promise<void> {
    const said = () => `nothing answers at ${url}:\n${this.output.slice(-2000)}`;
    await until(said, 60, () => {
      if (this.ended) throw new Error(said());
      return fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }
}

/** Runs a server beside `work`, which begins once it answers at the URL, and stops it when the work is done or has failed. */
export async function withServer<T>(
  url: string,
  program: string,
  args: readonly string[],
  work: () => Promise<T>,
  options?: RunOptions,
): Promise<T> {
  const server = new RunningProgram(program, args, options);
  try {
    await server.untilReady(url);
    return await work();
  } finally {
    await server.stop();
  }
}

/** Runs a program to its end; a status other than 0 is no error here. Rejects where it can't be started or was aborted. */
export const run = (program: string, args: readonly string[], options?: RunOptions): Promise<Outcome> =>
  new RunningProgram(program, args, { ...options, input: options?.input ?? "" }).outcome;

/**
 * Runs a program, by `files` in a folder of its own that has them by name. Rejects, with all that it printed, when it ends
 * with none of these statuses.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { files, ...options }: RunOptions & { readonly files?: Readonly<Record<string, string>> } = {},
  exitCodes: readonly number[] = [0],
): Promise<Outcome> {
  if (files) {
    const inFolder = (cwd: string) => runProgram(program, args, { ...options, cwd }, exitCodes);
    return withTemporaryFolder(inFolder, files);
  }
  const outcome = await run(program, args, { timeout: options.signal ? 0 : 120, ...options });
  const { status, stdout, stderr } = outcome;
  if (exitCodes.includes(status)) return outcome;
  const command = [basename(program), ...args].join(" ").slice(0, 200);
  throw new Error(
    [`${command} exited with ${String(status)}`, stdout.trim(), stderr.trim()].filter(Boolean).join("\n"),
  );
}
