import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { toolPath } from "../../tools/tool-path";
import { freePort } from "./free-port";

/** Gives `work` the address of an empty registry of container images, which is gone when the work is done or has failed. */
export async function withRegistry<T>(work: (address: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const address = `localhost:${String(port)}`;
  const server = spawn(toolPath("crane"), ["registry", "serve", `--address=127.0.0.1:${String(port)}`], {
    stdio: "ignore",
  });
  try {
    const end = Date.now() + 10_000;
    while (!(await answers(port))) {
      if (Date.now() > end) throw new Error("the registry has not answered within 10 s");
      await sleep(50);
    }
    return await work(address);
  } finally {
    if (server.kill()) await once(server, "exit");
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${String(port)}/v2/`)).ok;
  } catch {
    return false;
  }
}
