import { toolPath } from "../../../tools/tool-path";
import { addresses } from "../addresses";
import { type Daemon, fillIn } from "./daemon";

/** Writes kube-proxy's configuration into the node's folder and says how it is started. */
export function kubeProxy(folder: string, name: string, kubeconfig: string): Daemon {
  const file = fillIn("kube-proxy.yml", folder, { name, kubeconfig, pods: addresses.pods });
  return { program: toolPath("kube-proxy"), args: [`--config=${file}`, "--v=2"] };
}
