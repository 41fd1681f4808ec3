import { runProgram } from "../../verify/run-program";

/** Somewhere to connect to. */
export interface Target {
  readonly host: string;
  readonly port: number;

  /** @default TCP */
  readonly protocol?: "TCP" | "UDP";
}

/**
 * Which of the targets can be reached from the network of a process. A TCP target is one that takes a connection, a UDP
 * one that answers a DNS question.
 */
export async function probeConnections(pid: number, targets: readonly Target[]): Promise<boolean[]> {
  const { stdout: text } = await runProgram("nsenter", [
    ...[`--target=${pid}`, "--net", process.execPath, "--eval", `(${probe.toString()})()`],
    JSON.stringify(targets),
  ]);
  return JSON.parse(text) as boolean[];
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
