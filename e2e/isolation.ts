import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { messageOf } from "../lib/message-of";
import { runProgram } from "../verify/run-program";

const inside = "E2E_ISOLATED";

/** Whether this process runs in the namespaces that `isolate` makes. */
export const isIsolated = process.env[inside] === "1";

/**
 * Runs this program again in network, process and mount namespaces of its own and returns its exit status.
 *
 * Nothing that listens there can be reached from outside, every address of 10.0.0.0/8 leads back to the run, and
 * the kernel ends all of its processes with it, even when it is killed.
 *
 * @param init a program that becomes process 1, runs the rest of its command line and ends with it
 * @param namespaces more of them, as unshare's options
 */
export async function isolate(
  init: readonly string[] = [],
  namespaces: readonly string[] = [],
): Promise<number> {
  const asUser = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  const child = spawn(
    "setpriv",
    [
      // unshare ends with this process, and --kill-child ends the rest with unshare.
      ...["--pdeathsig", "KILL", "unshare", ...asUser],
      ...["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", ...namespaces],
      ...[...init, process.execPath, ...process.execArgv, ...process.argv.slice(1)],
    ],
    { stdio: "inherit", env: { ...process.env, [inside]: "1" } },
  );
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      for (const pid of childrenOf(child.pid)) process.kill(pid, signal);
    });
  const [status] = await once(child, "close").catch((error: unknown) => {
    throw new Error(`namespaces are needed (Linux with util-linux): ${messageOf(error)}`);
  });
  return status ?? 1;
}

/** unshare passes no signal on: whoever sends one means the program that it has started. */
function childrenOf(pid: number | undefined): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return list === "" ? [] : list.split(" ").map(Number);
}

/** Makes the network of the namespace: loopback, and all addresses of 10.0.0.0/8 on it. */
export async function setUpNetwork(): Promise<void> {
  await runProgram("ip", ["link", "set", "lo", "up"]);
  await runProgram("ip", ["route", "add", "local", "10.0.0.0/8", "dev", "lo"]);
}
