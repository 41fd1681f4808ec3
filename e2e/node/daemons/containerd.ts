import { dirname, join } from "node:path";
import { toolPath } from "../../../tools/tool-path";
import { podRange } from "../addresses";
import { registryAddress } from "../images/registry";
import { pauseImage } from "../images/system-images";
import { type Daemon, fillIn } from "./daemon";

/** Plugins of the container network, each in a folder of its own. */
const plugins = ["bridge", "host-local", "loopback", "portmap"] as const;

/** Writes containerd's configuration into the node's folder and says how it is started. */
export function containerd(folder: string, number: number): Daemon {
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
    program: toolPath("containerd"),
    args: [`--config=${file}`],
    env: { PATH: `${shim}:${process.env["PATH"] ?? ""}` },
  };
}
