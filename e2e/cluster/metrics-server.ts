import { join } from "node:path";
import { fillYaml } from "../../lib/render-template";
import { freePort } from "../../verify/servers/free-port";
import { untilReady } from "../processes";
import type { Ground } from "../tools";
import type { Cluster } from "./cluster";

/** Starts the real metrics-server. It reads the usage of nodes and pods, and serves metrics.k8s.io. */
export async function startMetricsServer(
  cluster: Cluster,
  { folder, processes, tools }: Ground,
  address: string,
): Promise<void> {
  const { kubeconfig } = cluster;
  const port = await freePort();
  const program = processes.start({
    name: "metrics-server",
    program: tools.path("metrics-server"),
    args: [
      `--secure-port=${port}`,
      `--cert-dir=${join(folder, "metrics-server")}`,
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      "--kubelet-insecure-tls",
      // Each cluster of the run has a port of its own for its kubelets.
      "--kubelet-use-node-status-port",
      "--kubelet-preferred-address-types=InternalIP",
      "--metric-resolution=10s",
      "--kubelet-request-timeout=5s",
    ],
  });
  const objects = fillYaml(join(__dirname, "metrics-server.yaml"), { port, address });
  await cluster.kubectl(["apply", "--server-side", "--filename=-"], { input: JSON.stringify(objects) });
  await untilReady(program, 60, () => cluster.api.exists("/apis/metrics.k8s.io/v1beta1"));
}
