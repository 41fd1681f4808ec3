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
  const { createSocket } = require("node:dgram") as typeof import("node:dgram");
  const patience = 2500;
  const question = Buffer.from("abcd01000001000000000000", "hex");
  const name = Buffer.from("\u0007example\u0003com\u0000\u0000\u0001\u0000\u0001", "latin1");
  const overTcp = ({ host, port }: Target) =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ host, port, timeout: patience });
      const end = (reached: boolean) => () => {
        resolve(reached);
        socket.destroy();
      };
      socket.on("connect", end(true)).on("error", end(false)).on("timeout", end(false));
    });
  const overUdp = ({ host, port }: Target) =>
    new Promise<boolean>((resolve) => {
      const socket = createSocket("udp4");
      const end = (reached: boolean) => () => {
        resolve(reached);
        socket.close();
      };
      const timer = setTimeout(end(false), patience);
      socket.on("message", () => {
        clearTimeout(timer);
        end(true)();
      });
      socket.on("error", () => undefined);
      socket.send(Buffer.concat([question, name]), port, host);
    });
  const targets = JSON.parse(process.argv.at(-1) ?? "[]") as Target[];
  void Promise.all(
    targets.map((target) => (target.protocol === "UDP" ? overUdp(target) : overTcp(target))),
  ).then((reached) => process.stdout.write(JSON.stringify(reached)));
}
