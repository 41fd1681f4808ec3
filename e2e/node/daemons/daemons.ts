import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { renderFile, type TemplateView } from "../../../lib/render-template";
import { toolPath } from "../../../tools/tool-path";
import { pauseImage } from "../images/images";
import { registryAddress } from "../images/registry";
import { addresses, dnsAddress, podRange } from "../network";

/** The programs of a node that can be killed and started again. */
export type DaemonName = "containerd" | "kubelet" | "kube-proxy" | "kube-router";

/** Seconds that a node's lease lasts. A busy machine must not look like a lost node. */
export const leaseSeconds = 20;

/** What is the node's own; all but its name, number and cgroup are paths. */
export interface DaemonsProps {
  readonly folder: string;
  readonly name: string;
  readonly number: number;
  readonly cgroup: string;
  readonly kubeconfigs: Readonly<Record<Exclude<DaemonName, "containerd">, string>>;
  readonly certificate: { readonly crt: string; readonly key: string };
  readonly clientAuthority: string;
}

/** Plugins of the container network, each in a folder of its own. */
const plugins = ["bridge", "host-local", "loopback", "portmap"] as const;

/** Writes the configurations of a node's programs into its folder and gives the arguments that they are started with. */
export function daemonsOf(props: DaemonsProps): Readonly<Record<DaemonName, readonly string[]>> {
  const { folder, name, number, cgroup, kubeconfigs, certificate, clientAuthority } = props;
  const network = join(folder, "cni");
  const registries = join(folder, "registries");
  // A bridge of the node, with addresses of its own range. What leaves for elsewhere keeps its address.
  fillIn("pods.conflist", network, { subnet: podRange(number) });
  fillIn("hosts.toml", join(registries, "_default"), { registry: `http://${registryAddress}` });
  const containerd = fillIn("containerd.toml", folder, {
    ...{ registries, network, pauseImage, root: join(folder, "containerd") },
    plugins: plugins.map((plugin) => dirname(toolPath(plugin))),
  });
  const kubelet = fillIn("kubelet.yml", folder, {
    ...{ certificate, clientAuthority, dnsAddress, leaseSeconds, cgroupRoot: `/${cgroup}` },
  });
  const proxy = { name, kubeconfig: kubeconfigs["kube-proxy"], pods: addresses.pods };
  return {
    containerd: [`--config=${containerd}`],
    kubelet: [
      `--config=${kubelet}`,
      `--kubeconfig=${kubeconfigs.kubelet}`,
      `--hostname-override=${name}`,
      `--node-ip=${addresses.node(number)}`,
      `--node-labels=topology.kubernetes.io/zone=e2e-${"abc"[number - 1]}`,
      `--root-dir=${folder}/kubelet`,
      "--v=2",
    ],
    "kube-proxy": [`--config=${fillIn("kube-proxy.yml", folder, proxy)}`, "--v=2"],
    // It enforces the network policies, and does nothing else.
    "kube-router": [
      "--run-firewall=true",
      "--run-router=false",
      "--run-service-proxy=false",
      "--enable-cni=false",
      `--kubeconfig=${kubeconfigs["kube-router"]}`,
      `--hostname-override=${name}`,
      `--service-cluster-ip-range=${addresses.services}`,
      "--iptables-sync-period=30s",
      "--health-port=0",
      "--v=1",
    ],
  };
}

/** Writes a configuration of this folder, with its placeholders filled in, into a node's. Returns its path. */
function fillIn(name: string, folder: string, view: TemplateView): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, renderFile(join(__dirname, name), view, JSON.stringify));
  return file;
}
