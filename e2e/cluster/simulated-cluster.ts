import { join } from "node:path";
import { fillYaml } from "../../lib/render-template";
import { certManagerPort } from "../../monitoring/prometheus/prometheus-config";
import { environmentNamed } from "../../operations/manifests/environment-named";
import { PrometheusAdapter } from "../metrics/prometheus-adapter";
import type { Ground } from "../tools";
import { until } from "../until";
import { startCertManager } from "./cert-manager";
import { Cluster, manifestsFolder, neededNodes } from "./cluster";
import { type AddressPlan, startControlPlane } from "./control-plane";
import { startMetricsServer } from "./metrics-server";
import { isReady } from "./pods";
import { make, makeStandIns } from "./stand-ins";

export interface SimulatedClusterProps extends Ground {
  readonly environment: string;
  /** Number of the cluster within the run, from 0: no two share an address. */
  readonly nth: number;
  /** Number of nodes, on which no other server than the control plane runs. @default three more than the manifests ask for */
  readonly bareNodes?: number;
}

/**
 * The addresses of the nth simulated cluster of a run, from 0. No two overlap. All are inside the private network
 * namespace of the run, where every address of 10.0.0.0/8 leads back to this machine: a real process that listens on a
 * port answers there for any simulated pod, node or Service.
 */
const addressPlan = (nth: number): AddressPlan => ({
  pods: `10.${100 + nth}.0.1/16`,
  services: `10.${150 + nth}.0.0/16`,
  apiServer: `10.${200 + nth}.255.1`,
  node: (number) => `10.${200 + nth}.${Math.floor(number / 250)}.${(number % 250) + 1}`,
});

/**
 * A real control plane with simulated nodes of 8 CPU and 32 GiB that has every prerequisite of an environment, and
 * nothing of it applied.
 */
export async function startSimulatedCluster(props: SimulatedClusterProps): Promise<Cluster> {
  const { environment, nth, folder, processes, tools, bareNodes } = props;
  const addresses = addressPlan(nth);
  // More nodes with short leases keep the machine busy.
  const leaseSeconds = bareNodes === undefined ? 12 : 300;
  const controlPlane = await startControlPlane({
    ...{ environment, folder, processes, tools, addresses, leaseSeconds },
    manifests: manifestsFolder(environment),
  });
  const { authority, cluster, prerequisites, restartApiServer } = controlPlane;
  const { api } = cluster;
  const kubeletPort = 10250 + nth;
  const zones = prerequisites.filter(({ kind }) => kind === "zones").map(({ name }) => Number(name));
  const labels = prerequisites
    .filter(({ kind, detail }) => kind === "nodes" && detail !== "")
    .flatMap(({ detail }) => detail.split(",").map((label) => label.split("=") as [string, string]));
  const count = bareNodes ?? Math.max(3, neededNodes(prerequisites)) + 3;
  const nodes = Array.from({ length: count }, (_, index) => {
    const node = fillYaml(join(__dirname, "node.yaml"), {
      name: `node-${String(index + 1).padStart(3, "0")}`,
      address: addresses.node(index + 1),
      zone: "abcdefghi"[index % Math.max(3, ...zones)],
      kubeletPort,
    }) as { metadata: { labels: object } };
    Object.assign(node.metadata.labels, Object.fromEntries(labels));
    return node;
  });
  const restore = async () => {
    await Promise.all(nodes.map((node) => make(api, "/api/v1/nodes", node)));
    await makeStandIns(api, prerequisites);
    await until("all nodes are ready", 60, async () => (await api.list("/api/v1/nodes")).every(isReady));
  };
  await authority.issueInto(folder, "kubelet", { commonName: "kubelet" });
  const { kwok, objects } = fillYaml(join(__dirname, "simulated-cluster.yaml"), {
    ...{ folder, kubeconfig: cluster.kubeconfig, pods: addresses.pods, kubeletPort, leaseSeconds },
    stages: join(__dirname, "kwok.yaml"),
    certManager: environmentNamed(environment).cluster.certManagerNamespace,
    certManagerPort,
  }) as { kwok: string[]; objects: object };
  processes.start({ name: "kwok", program: tools.path("kwok"), args: kwok });
  await cluster.kubectl(["apply", "--server-side", "--filename=-"], { input: JSON.stringify(objects) });
  const adapter = new PrometheusAdapter(cluster, props);
  // Before the stand-ins: the issuers that it knows are real ones.
  if (bareNodes === undefined) await startCertManager(cluster, processes);
  await restore();
  if (bareNodes === undefined) {
    adapter.start();
    await startMetricsServer(cluster, props, addresses.apiServer);
  }
  return cluster.simulated({ restartApiServer, adapter, restore });
}
