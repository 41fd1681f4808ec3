import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface ProgramProps {
  /** Name of the log file, without ending; unique within its folder. */
  readonly name: string;

  /** Path of the program. */
  readonly program: string;

  readonly args: readonly string[];

  /** More environment variables. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that runs in the background. */
export interface Program {
  readonly name: string;
  readonly pid: number;

  /** Standard output and error, both. */
  readonly logFile: string;

  readonly running: boolean;

  /** Asks the program to end and waits for it; insists after `patience` ms. @default SIGTERM and 5000 */
  stop(signal?: NodeJS.Signals, patience?: number): Promise<void>;
}

const everyone = new Set<ChildProcess>();

// Whatever way this program ends, it leaves none of its own behind.
process.on("exit", () => {
  for (const child of everyone) child.kill("SIGKILL");
});

/** Programs that belong together, are logged to one folder and end together. Each is ended by its own process id. */
export class Processes {
  private readonly programs: Program[] = [];

  constructor(private readonly folder: string) {}

  start({ name, program, args, env = {} }: ProgramProps): Program {
    const logFile = join(this.folder, `${name}.log`);
    const log = openSync(logFile, "a");
    const child = spawn(program, args, {
      ...{ cwd: this.folder, env: { ...process.env, ...env } },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    everyone.add(child);
    let running = true;
    const end = () => {
      running = false;
      everyone.delete(child);
    };
    const ended = once(child, "exit").then(end, end);
    const handle: Program = {
      name,
      // A program that could not be started has none; whoever waits for it hears why.
      pid: child.pid ?? 0,
      logFile,
      get running() {
        return running;
      },
      async stop(signal = "SIGTERM", patience = 5000) {
        if (!running) return;
        child.kill(signal);
        const insist = setTimeout(() => child.kill("SIGKILL"), patience);
        await ended;
        clearTimeout(insist);
      },
    };
    this.programs.push(handle);
    return handle;
  }

  /** Ends the programs, the youngest first. */
  async stop(): Promise<void> {
    for (const program of this.programs.splice(0).reverse()) await program.stop();
  }
}

/** The end of a program's log, for messages. */
export function lastLines(program: Program, count = 5): string {
  return readFileSync(program.logFile, "utf8").trimEnd().split("\n").slice(-count).join("\n");
}

/** Asks until the answer is yes; fails when the program has ended or the time is over. */
export async function untilReady(
  program: Program,
  seconds: number,
  ready: () => Promise<boolean> | boolean,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const yes = Promise.resolve().then(ready);
    if (await yes.catch(() => false)) return;
    if (!program.running) throw new Error(`${program.name} has ended:\n${lastLines(program)}`);
    if (Date.now() > deadline)
      throw new Error(`${program.name} is not ready after ${seconds} s:\n${lastLines(program)}`);
    await pause(100);
  }
}
