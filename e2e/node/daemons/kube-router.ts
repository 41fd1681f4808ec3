import { toolPath } from "../../../tools/tool-path";
import { addresses } from "../addresses";
import type { Daemon } from "./daemon";

/** How kube-router is started: it enforces the network policies, and does nothing else. */
export const kubeRouter = (name: string, kubeconfig: string): Daemon => ({
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
