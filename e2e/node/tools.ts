import { installTools } from "../../tools/install-tools";
import type { ToolName } from "../../tools/tool-groups";
import { Tools } from "../tools";

/** Programs of the nodes, and of the images that are served to them. */
const names = [
  ...["containerd", "containerd-shim-runc-v2", "kube-proxy", "kube-router", "kubelet"],
  ...["bridge", "host-local", "loopback", "portmap"],
  ...["cert-manager", "coredns", "local-path-provisioner", "metrics-server"],
  ...["alertmanager", "filebeat", "kube-state-metrics", "node-exporter", "prometheus", "prometheus-adapter"],
  ...["netpolicy", "promtool"],
] as readonly ToolName[];

/** Builds what is missing into the user's cache, for the nodes and what scenarios run besides. */
export async function installNodeTools(besides: readonly ToolName[]): Promise<Tools> {
  const tools = new Tools("1.37");
  await tools.install(["etcd", "kubectl", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]);
  await installTools([...names, ...besides]);
  return tools;
}
