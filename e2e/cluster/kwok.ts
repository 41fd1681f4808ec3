import { resolve } from "node:path";
import type { ControlPlane, ControlPlaneProps } from "../control-plane/control-plane";
import { running } from "./nodes";

export interface KwokProps extends Omit<ControlPlaneProps, "context"> {
  readonly controlPlane: ControlPlane;

  /** Port of the simulated kubelets, on every node's address. */
  readonly kubeletPort: number;
}

/** Starts kwok, which plays the kubelets and the storage by the stages of kwok.yaml. */
export async function startKwok(props: KwokProps): Promise<void> {
  const { controlPlane, processes, tools, addresses, kubeletPort, folder, leaseSeconds } = props;
  const { crt, key } = await controlPlane.authority.issueInto(folder, "kubelet", { commonName: "kubelet" });
  processes.start({
    name: "kwok",
    program: tools.path("kwok"),
    args: [
      `--kubeconfig=${controlPlane.kubeconfig}`,
      `--config=${resolve(__dirname, "kwok.yaml")}`,
      `--manage-nodes-with-label-selector=${running}`,
      `--node-lease-duration-seconds=${leaseSeconds}`,
      `--cidr=${addresses.pods}`,
      `--node-port=${kubeletPort}`,
      `--server-address=0.0.0.0:${kubeletPort}`,
      `--tls-cert-file=${crt}`,
      `--tls-private-key-file=${key}`,
    ],
  });
}
