import { readFileSync } from "node:fs";
import type { Processes } from "../processes";

/** What came of the requests. */
export interface LoadResult {
  readonly sent: number;

  /** How often requests failed, by the reason. */
  readonly failures: Readonly<Record<string, number>>;

  /** Milliseconds that the slowest took. */
  readonly slowest: number;
}

export interface LoadProps {
  readonly processes: Processes;

  /** Unique name of the log. */
  readonly name: string;

  /** Process whose network the requests come from. */
  readonly pid: number;
  readonly url: string;

  /** Requests per second. Every second one is over a connection of its own, the others over connections that stay. */
  readonly rate: number;
}

/** Posts to the API at a steady rate until it is stopped. */
export function startLoad({ processes, name, pid, url, rate }: LoadProps): { stop(): Promise<LoadResult> } {
  const program = processes.start({
    name,
    program: "nsenter",
    args: [
      `--target=${pid}`,
      "--net",
      process.execPath,
      "--eval",
      `(${send.toString()})()`,
      url,
      String(rate),
    ],
  });
  return {
    async stop() {
      await program.stop("SIGTERM", 15_000);
      return JSON.parse(readFileSync(program.logFile, "utf8"));
    },
  };
}

/** Runs in a process of its own: it may use nothing from outside but its last arguments. */
function send(): void {
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { Agent, request } = require("node:http") as typeof import("node:http");
  const [url = "", rate = "1"] = process.argv.slice(-2);
  const kept = new Agent({ keepAlive: true });
  const failures: Record<string, number> = {};
  const state = { sent: 0, open: 0, slowest: 0 };
  const fail = (reason: string) => {
    failures[reason] = (failures[reason] ?? 0) + 1;
  };
  const one = () => {
    const since = performance.now();
    const end = () => {
      state.open--;
      state.slowest = Math.max(state.slowest, performance.now() - since);
    };
    state.open++;
    const asked = request(url, {
      method: "POST",
      agent: state.sent++ % 2 === 0 ? kept : false,
      headers: { "Content-Type": "application/json" },
      timeout: 10_000,
    });
    asked.on("response", (response) => {
      if (response.statusCode !== 200) fail(`status ${String(response.statusCode)}`);
      response.resume().on("end", end);
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer in 10 s")));
    asked.on("error", (error: NodeJS.ErrnoException) => {
      // Over a connection that the server has just closed, a client sends again, as HTTP has it.
      if (asked.reusedSocket && error.code === "ECONNRESET") state.sent--;
      else fail(error.code ?? error.message);
      end();
    });
    asked.end('{"canvas":"e2e"}');
  };
  const timer = setInterval(one, 1000 / Number(rate));
  process.on("SIGTERM", () => {
    clearInterval(timer);
    const wait = setInterval(() => {
      if (state.open > 0) return;
      clearInterval(wait);
      process.stdout.write(
        JSON.stringify({ sent: state.sent, failures, slowest: Math.round(state.slowest) }),
      );
      process.exit(0);
    }, 50);
  });
}
