import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { toolPath } from "../../../tools/tool-path";
import type { ProgramProps } from "../../processes";
import { podRange } from "../addresses";
import { pauseImage } from "../images/pause";
import { registryAddress } from "../images/registry";

/** Plugins of the container network, each in a folder of its own. */
const plugins = ["bridge", "host-local", "loopback", "portmap"] as const;

/** Writes containerd's configuration into the node's folder and says how it is started. */
export function containerd(folder: string, number: number): ProgramProps {
  const network = join(folder, "cni");
  mkdirSync(network, { recursive: true });
  writeFileSync(join(network, "10-pods.conflist"), JSON.stringify(podNetwork(number)));
  const hosts = join(folder, "registries", "_default");
  mkdirSync(hosts, { recursive: true });
  writeFileSync(
    join(hosts, "hosts.toml"),
    `server = "http://${registryAddress}"\n[host."http://${registryAddress}"]\n  capabilities = ["pull", "resolve"]\n`,
  );
  const file = join(folder, "containerd.toml");
  writeFileSync(
    file,
    `version = 3
root = "${folder}/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.nri.v1.nri"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "overlayfs"
[plugins."io.containerd.cri.v1.images".registry]
  config_path = "${folder}/registries"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "${pauseImage}"
[plugins."io.containerd.cri.v1.runtime"]
  # Not every machine lets its root lower a process's OOM score.
  restrict_oom_score_adj = true
[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = [${plugins.map((name) => JSON.stringify(dirname(toolPath(name)))).join(", ")}]
  conf_dir = "${network}"
[plugins."io.containerd.cri.v1.runtime".containerd]
  default_runtime_name = "runc"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
  SystemdCgroup = false
`,
  );
  const shim = dirname(toolPath("containerd-shim-runc-v2"));
  return {
    name: "containerd",
    program: toolPath("containerd"),
    args: [`--config=${file}`],
    env: { PATH: `${shim}:${process.env["PATH"] ?? ""}` },
  };
}

/** A bridge of the node, with addresses of its own range. What leaves for elsewhere keeps its address. */
const podNetwork = (number: number) => ({
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      type: "bridge",
      bridge: "cni0",
      isGateway: true,
      ipMasq: false,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        dataDir: "/run/cni-addresses",
        ranges: [[{ subnet: podRange(number) }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
});
