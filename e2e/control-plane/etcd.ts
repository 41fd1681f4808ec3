import { join } from "node:path";
import { freePort } from "../../verify/servers/free-port";
import { type Processes, untilReady } from "../processes";
import type { Tools } from "../tools";

/** Starts etcd and returns its address. */
export async function startEtcd(folder: string, processes: Processes, tools: Tools): Promise<string> {
  const client = `http://127.0.0.1:${await freePort()}`;
  const peer = `http://127.0.0.1:${await freePort()}`;
  const etcd = processes.start({
    name: "etcd",
    program: tools.path("etcd"),
    args: [
      `--data-dir=${join(folder, "etcd")}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      // The data lives as long as the run: nobody needs it to survive a power cut.
      "--unsafe-no-fsync",
      "--log-level=error",
    ],
  });
  await untilReady(etcd, 30, async () => (await fetch(`${client}/health`)).ok);
  return client;
}
