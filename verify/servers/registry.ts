import { toolPath } from "../../tools/tool-path";
import { freePort } from "./free-port";
import { RunningProgram } from "../run-program";

/** Gives `work` the address of an empty registry of container images, which is gone when the work is done or has failed. */
export async function withRegistry<T>(work: (address: string) => Promise<T>): Promise<T> {
  const port = String(await freePort());
  const args = ["registry", "serve", `--address=127.0.0.1:${port}`];
  const server = new RunningProgram(toolPath("crane"), args);
  try {
    await server.untilReady(`http://127.0.0.1:${port}/v2/`);
    return await work(`localhost:${port}`);
  } finally {
    await server.stop();
  }
}
