import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { until } from "../until";

/** A program that runs beside a check until it is stopped. */
export class RunningProgram {
  /** What it says. */
  output = "";

  private readonly process: ChildProcess;
  private readonly closed: Promise<unknown>;

  constructor(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    this.process = child;
    this.closed = once(child, "close");
  }

  /** Asks it to end, and waits until it has. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.process.kill(signal);
    await this.closed;
  }

  /** Null as long as it runs, and where a signal has ended it. */
  get exitCode(): number | null {
    return this.process.exitCode;
  }

  /** Waits until it answers at a URL with a status for success. Rejects with what it said where it ends or takes a minute. */
  async untilReady(url: string): Promise<void> {
    const said = () => `nothing answers at ${url}:\n${this.output.slice(-2000)}`;
    await until(said, 60, () => {
      if (this.exitCode !== null) throw new Error(said());
      return fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }
}
