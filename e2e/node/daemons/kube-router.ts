import { toolPath } from "../../../tools/tool-path";
import type { ProgramProps } from "../../processes";
import { addresses } from "../addresses";

/** How kube-router is started: it enforces the network policies, and does nothing else. */
export const kubeRouter = (name: string, kubeconfig: string): ProgramProps => ({
  name: "kube-router",
  program: toolPath("kube-router"),
  args: [
    "--run-firewall=true",
    "--run-router=false",
    "--run-service-proxy=false",
    "--enable-cni=false",
    `--kubeconfig=${kubeconfig}`,
    `--hostname-override=${name}`,
    `--service-cluster-ip-range=${addresses.services}`,
    "--iptables-sync-period=30s",
    "--health-port=0",
    "--v=1",
  ],
});
