import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

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
  async stop(): Promise<void> {
    this.process.kill("SIGTERM");
    await this.closed;
  }

  /** Waits until it answers at a URL with a status for success. Rejects with what it said where it ends or takes a minute. */
  async untilReady(url: string): Promise<void> {
    for (const begun = Date.now(); Date.now() - begun < 60_000;) {
      if (this.process.exitCode !== null) break;
      const isReady = await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`nothing answers at ${url}:\n${this.output.slice(-2000)}`);
  }
}
