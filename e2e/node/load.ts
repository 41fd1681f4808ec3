import { readFileSync } from "node:fs";
import { fingerprintApi } from "../../contracts/components";
import { processOf } from "./pods";
import type { NodeStage } from "./scenario";
import { endVisitors, startVisitors } from "./visitors";

/** What came of the requests. */
export interface LoadResult {
  readonly sent: number;

  /** How often requests failed, by the reason. */
  readonly failures: Readonly<Record<string, number>>;

  /** Milliseconds that the slowest took. */
  readonly slowest: number;
}

export interface LoadProps {
  /** Unique name of the log. */
  readonly name: string;

  /** Requests per second. Every second one is over a connection of its own, the others over connections that stay. */
  readonly rate: number;

  /** Name of the node that they come from. @default any */
  readonly node?: string;
}

/** A pod with the labels of the ingress controller: it is who may ask the API. */
const client = {
  namespace: "ingress-nginx",
  name: "load",
  labels: { "app.kubernetes.io/name": "ingress-nginx" },
};

/** Posts to the API through its Service, at a steady rate while the work is done. */
export async function underLoad(
  { cluster, processes }: NodeStage,
  { name, rate, node }: LoadProps,
  work: () => Promise<void>,
): Promise<LoadResult> {
  const address = await cluster.serviceAddress(fingerprintApi);
  const url = `http://${address}:${fingerprintApi.servicePort("http")}/api/v1/fingerprint/identify`;
  const visitors = [{ ...client, node }];
  const [visitor] = await startVisitors(cluster, visitors);
  const program = processes.start({
    name,
    program: "nsenter",
    args: [
      ...[`--target=${processOf(visitor!)}`, "--net", process.execPath, "--eval", `(${send.toString()})()`],
      ...[url, String(rate)],
    ],
  });
  try {
    await work();
  } finally {
    await program.stop("SIGTERM", 15_000);
    await endVisitors(cluster, visitors);
  }
  return JSON.parse(readFileSync(program.logFile, "utf8"));
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
