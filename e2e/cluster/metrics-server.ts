import { join } from "node:path";
import { fillYaml } from "../../lib/render-template";
import { freePort } from "../../verify/servers/listen";
import { untilReady } from "../processes";
import type { Ground } from "../tools";
import type { Cluster } from "./cluster";

/** Starts the real metrics-server. It reads the usage of nodes and pods, and serves metrics.k8s.io. */
export async function startMetricsServer(
  cluster: Cluster,
  { folder, processes, tools }: Ground,
  address: string,
): Promise<void> {
  const { flags, objects } = fillYaml(join(__dirname, "metrics-server.yaml"), {
    ...{ folder, address, kubeconfig: cluster.kubeconfig, port: await freePort() },
  }) as { flags: string[]; objects: object };
  const name = "metrics-server";
  const program = processes.start({ name, program: tools.path(name), args: flags });
  await cluster.kubectl(["apply", "--server-side", "--filename=-"], { input: JSON.stringify(objects) });
  await untilReady(program, 60, () => cluster.api.exists("/apis/metrics.k8s.io/v1beta1"));
}
