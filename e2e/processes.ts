import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface ProgramProps {
  /** Name of the log file, without ending. */
  readonly name: string;
  /** Path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  /** More environment variables. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

const everyone = new Set<ChildProcess>();

// Whatever way this program ends, it leaves none of its own behind.
process.on("exit", () => {
  for (const child of everyone) child.kill("SIGKILL");
});

/** A program that runs in the background. */
export class Program {
  readonly name: string;

  /** Standard output and error, both. */
  readonly logFile: string;

  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(folder: string, { name, program, args, env = {} }: ProgramProps) {
    this.name = name;
    this.logFile = join(folder, `${name}.log`);
    const log = openSync(this.logFile, "a");
    this.child = spawn(program, args, {
      ...{ cwd: folder, env: { ...process.env, ...env } },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    everyone.add(this.child);
    this.ended = once(this.child, "exit")
      .catch(() => undefined)
      .then(() => everyone.delete(this.child));
  }

  /** A program that could not be started has none; whoever waits for it hears that it has ended. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return everyone.has(this.child);
  }

  /** Asks the program to end and waits for it; insists after `patience` ms. */
  async stop(signal: NodeJS.Signals = "SIGTERM", patience = 5000): Promise<void> {
    if (!this.running) return;
    this.child.kill(signal);
    const insist = setTimeout(() => this.child.kill("SIGKILL"), patience);
    await this.ended;
    clearTimeout(insist);
  }
}

/** Programs that belong together, are logged to one folder and end together. Each is ended by its own process id. */
export class Processes {
  private readonly programs: Program[] = [];

  constructor(private readonly folder: string) {}

  start(props: ProgramProps): Program {
    const program = new Program(this.folder, props);
    this.programs.push(program);
    return program;
  }

  /** Ends the programs, the youngest first. */
  async stop(): Promise<void> {
    for (const program of this.programs.splice(0).reverse()) await program.stop();
  }
}

/** Asks until the answer is yes; fails, with the end of its log, when the program has ended or the time is over. */
export async function untilReady(
  program: Program,
  seconds: number,
  ready: () => Promise<boolean> | boolean,
): Promise<void> {
  const said = () => readFileSync(program.logFile, "utf8").trimEnd().split("\n").slice(-5).join("\n");
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const yes = Promise.resolve().then(ready);
    if (await yes.catch(() => false)) return;
    if (!program.running) throw new Error(`${program.name} has ended:\n${said()}`);
    if (Date.now() > deadline) throw new Error(`${program.name} is not ready after ${seconds} s:\n${said()}`);
    await pause(100);
  }
}
