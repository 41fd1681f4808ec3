import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { toolPath } from "../../../tools/tool-path";
import type { ProgramProps } from "../../processes";
import { addresses } from "../addresses";

/** Writes kube-proxy's configuration into the node's folder and says how it is started. */
export function kubeProxy(folder: string, name: string, kubeconfig: string): ProgramProps {
  const file = join(folder, "kube-proxy.yaml");
  const configuration = {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "nftables",
    clientConnection: { kubeconfig },
    clusterCIDR: addresses.pods,
    hostnameOverride: name,
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
    // The table of connections is sized for the whole kernel: it stays as it is.
    conntrack: { maxPerCore: 0, min: 0 },
  };
  writeFileSync(file, stringify(configuration));
  return { name: "kube-proxy", program: toolPath("kube-proxy"), args: [`--config=${file}`, "--v=2"] };
}
