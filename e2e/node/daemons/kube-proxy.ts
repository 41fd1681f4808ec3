import { toolPath } from "../../../tools/tool-path";
import type { ProgramProps } from "../../processes";
import { addresses } from "../addresses";
import { fillIn } from "./fill-in";

/** Writes kube-proxy's configuration into the node's folder and says how it is started. */
export function kubeProxy(folder: string, name: string, kubeconfig: string): ProgramProps {
  const file = fillIn("kube-proxy.yml", folder, { name, kubeconfig, pods: addresses.pods });
  return { name: "kube-proxy", program: toolPath("kube-proxy"), args: [`--config=${file}`, "--v=2"] };
}
