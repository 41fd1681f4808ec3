import { dirname, join } from "node:path";
import { toolPath } from "../../../tools/tool-path";
import type { ProgramProps } from "../../processes";
import { podRange } from "../addresses";
import { registryAddress } from "../images/registry";
import { pauseImage } from "../images/system-images";
import { fillIn } from "./fill-in";

/** Plugins of the container network, each in a folder of its own. */
const plugins = ["bridge", "host-local", "loopback", "portmap"] as const;

/** Writes containerd's configuration into the node's folder and says how it is started. */
export function containerd(folder: string, number: number): ProgramProps {
  const network = join(folder, "cni");
  // A bridge of the node, with addresses of its own range. What leaves for elsewhere keeps its address.
  fillIn("pods.conflist", network, { subnet: podRange(number) });
  const registries = join(folder, "registries");
  fillIn("hosts.toml", join(registries, "_default"), { registry: `http://${registryAddress}` });
  const file = fillIn("containerd.toml", folder, {
    ...{ registries, network, pauseImage, root: join(folder, "containerd") },
    plugins: plugins.map((name) => dirname(toolPath(name))),
  });
  const shim = dirname(toolPath("containerd-shim-runc-v2"));
  return {
    name: "containerd",
    program: toolPath("containerd"),
    args: [`--config=${file}`],
    env: { PATH: `${shim}:${process.env["PATH"] ?? ""}` },
  };
}
