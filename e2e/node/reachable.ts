import { runProgram } from "../../verify/run-program";
import type { KubeObject } from "../cluster/api";
import { inNetworkOf } from "./pods";

/** Somewhere to connect to. */
export interface Target {
  readonly host: string;
  readonly port: number;

  /** @default TCP */
  readonly protocol?: "TCP" | "UDP";
}

/** Those of the targets that can be reached from a pod: over TCP by a connection, over UDP by the answer to a DNS question. */
export async function reachable<T extends Target>(pod: KubeObject, targets: readonly T[]): Promise<T[]> {
  const program = [process.execPath, "--eval", `(${probe.toString()})()`, JSON.stringify(targets)];
  const { stdout } = await runProgram("nsenter", inNetworkOf(pod, ...program));
  const reached = JSON.parse(stdout) as readonly boolean[];
  return targets.filter((_, i) => reached[i]);
}

/** Runs in a process of its own: it may use nothing from outside but its last argument. */
function probe(): void {
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { connect } = require("node:net") as typeof import("node:net");
  const { Resolver } = require("node:dns/promises") as typeof import("node:dns/promises");
  const timeout = 2500;
  const overTcp = ({ host, port }: Target) =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ host, port, timeout });
      const end = (reached: boolean) => () => {
        resolve(reached);
        socket.destroy();
      };
      socket.on("connect", end(true)).on("error", end(false)).on("timeout", end(false));
    });
  const overUdp = ({ host, port }: Target) => {
    const resolver = new Resolver({ timeout, tries: 1 });
    resolver.setServers([`${host}:${port}`]);
    return resolver.resolve4("example.com").then(
      () => true,
      // A server that knows no such name has answered.
      (error: unknown) => !["ETIMEOUT", "ECONNREFUSED"].includes((error as NodeJS.ErrnoException).code ?? ""),
    );
  };
  const targets = JSON.parse(process.argv.at(-1) ?? "[]") as Target[];
  void Promise.all(
    targets.map((target) => (target.protocol === "UDP" ? overUdp(target) : overTcp(target))),
  ).then((reached) => process.stdout.write(JSON.stringify(reached)));
}
