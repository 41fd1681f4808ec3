import { toolPath } from "../../../tools/tool-path";
import type { ProgramProps } from "../../processes";
import { dnsAddress } from "../addresses";
import { fillIn } from "./fill-in";

export interface KubeletProps {
  /** The node's folder. */
  readonly folder: string;
  readonly name: string;
  readonly address: string;

  /** Label "topology.kubernetes.io/zone". */
  readonly zone: string;
  readonly kubeconfig: string;

  /** The node's serving certificate, as files. */
  readonly certificate: { readonly crt: string; readonly key: string };

  /** File with the authority that clients' certificates are of. */
  readonly clientAuthority: string;

  readonly cgroup: string;

  /** Seconds that the node's lease lasts. */
  readonly leaseSeconds: number;
}

/** Writes the kubelet's configuration into the node's folder and says how it is started. */
export function kubelet(props: KubeletProps): ProgramProps {
  const { folder, name, address, zone, kubeconfig } = props;
  const { certificate, clientAuthority, cgroup, leaseSeconds } = props;
  const file = fillIn("kubelet.yml", folder, {
    ...{ clientAuthority, certificate, dnsAddress, leaseSeconds, cgroupRoot: `/${cgroup}` },
  });
  return {
    name: "kubelet",
    program: toolPath("kubelet"),
    args: [
      `--config=${file}`,
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${name}`,
      `--node-ip=${address}`,
      `--node-labels=topology.kubernetes.io/zone=${zone}`,
      `--root-dir=${folder}/kubelet`,
      "--v=2",
    ],
  };
}
