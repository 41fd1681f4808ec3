import { toolPath } from "../../../tools/tool-path";
import { addresses, dnsAddress } from "../addresses";
import { type Daemon, fillIn } from "./daemon";

/** Seconds that a node's lease lasts. A busy machine must not look like a lost node. */
export const leaseSeconds = 20;

export interface KubeletProps {
  /** The node's folder. */
  readonly folder: string;
  readonly name: string;

  /** The node's number, from 1. */
  readonly number: number;
  readonly cgroup: string;
  readonly kubeconfig: string;

  /** The node's serving certificate, as files. */
  readonly certificate: { readonly crt: string; readonly key: string };

  /** File with the authority that clients' certificates are of. */
  readonly clientAuthority: string;
}

/** Writes the kubelet's configuration into the node's folder and says how it is started. */
export function kubelet({ folder, name, number, kubeconfig, cgroup, ...files }: KubeletProps): Daemon {
  const view = { ...files, dnsAddress, leaseSeconds, cgroupRoot: `/${cgroup}` };
  return {
    program: toolPath("kubelet"),
    args: [
      `--config=${fillIn("kubelet.yml", folder, view)}`,
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${name}`,
      `--node-ip=${addresses.node(number)}`,
      `--node-labels=topology.kubernetes.io/zone=e2e-${"abc"[number - 1]}`,
      `--root-dir=${folder}/kubelet`,
      "--v=2",
    ],
  };
}
