import { certManagerPods, certManagerPort } from "../../monitoring/prometheus/prometheus-config";
import { environmentNamed } from "../../operations/manifests/environment-named";
import { addressPlan } from "../control-plane/address-plan";
import { type Processes, untilReady } from "../processes";
import type { Tools } from "../tools";
import { until } from "../until";
import { AdapterStandIn } from "./adapter-stand-in";
import type { Api } from "./api";
import { CertificateSigner } from "./certificate-signer";
import { Cluster, manifestsOf } from "./cluster";
import { startKwok } from "./kwok";
import { startMetricsServer } from "./metrics-server";
import { addNodes } from "./nodes";
import { isReady } from "./pods";
import type { PrerequisiteRow } from "../../operations/manifests/environment-manifests";
import { neededNodes } from "./needed-nodes";
import { startServers } from "./start-servers";
import { make, makeStandIns, storageClass } from "./stand-ins";

export interface SimulatedClusterProps {
  readonly environment: string;

  /** Number of the cluster within the run, from 0: no two share an address. */
  readonly nth: number;

  readonly folder: string;
  readonly processes: Processes;
  readonly tools: Tools;

  /** Number of nodes. @default three more than the manifests ask for */
  readonly nodes?: number;

  /** Seconds after which a silent node counts as lost. More nodes with short leases keep the machine busy. @default 12 */
  readonly leaseSeconds?: number;

  /**
   * Whether metrics-server reads every node each ten seconds, and stand-ins do what cert-manager and prometheus-adapter
   * would. @default true
   */
  readonly services?: boolean;
}

/** A real control plane with simulated nodes that has every prerequisite of an environment, and nothing of it applied. */
export async function startSimulatedCluster(props: SimulatedClusterProps): Promise<Cluster> {
  const { environment, nth, folder, processes, tools, leaseSeconds = 12, services = true } = props;
  const addresses = addressPlan(nth);
  const manifests = manifestsOf(environment);
  const { controlPlane, prerequisites, ...servers } = await startServers({
    ...{ environment, manifests, folder, processes, tools, addresses, leaseSeconds },
  });
  const { api } = servers.cluster;
  const kubeletPort = 10250 + nth;
  const restore = async () => {
    await addNodes(api, { ...nodesFor(prerequisites, props.nodes), addresses, kubeletPort });
    await make(api, "/apis/storage.k8s.io/v1/storageclasses", storageClass("simulated", true));
    // New custom resources are served a moment after their definitions are there.
    await until("stand-ins are made", 30, () => makeStandIns(api, prerequisites).then(() => true));
    await until("all nodes are ready", 60, async () => (await api.list("/api/v1/nodes")).every(isReady));
  };
  const adapter = new AdapterStandIn(api);
  const cluster = new Cluster({ ...servers.cluster, simulation: { controlPlane, adapter, restore } });
  await startKwok({ controlPlane, processes, tools, addresses, kubeletPort, folder, leaseSeconds });
  await restore();
  if (!services) return cluster;
  void new CertificateSigner(api).work();
  await makeCertManagerPod(api, environment);
  adapter.start();
  const server = await startMetricsServer({ api, controlPlane, processes, tools, folder, addresses });
  await untilReady(server, 60, () => api.get("/apis/metrics.k8s.io/v1beta1").then(() => true));
  return cluster;
}

/** A simulated pod of cert-manager's controller, for Prometheus to find. */
async function makeCertManagerPod(api: Api, environment: string): Promise<void> {
  const { cluster } = environmentNamed(environment);
  const { namespace, podLabels: labels } = certManagerPods(cluster.certManagerNamespace);
  const container = { name: "controller", image: "simulated", ports: [{ containerPort: certManagerPort }] };
  await make(api, "/api/v1/namespaces", { metadata: { name: namespace } });
  await make(api, `/apis/apps/v1/namespaces/${namespace}/deployments`, {
    metadata: { name: "cert-manager" },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  });
}

/** As many zones as the manifests ask for, and as many nodes and three to spare unless a number is given. */
function nodesFor(prerequisites: readonly PrerequisiteRow[], nodes: number | undefined) {
  const zones = prerequisites.filter(({ kind }) => kind === "zones").map(({ name }) => Number(name));
  const labels = prerequisites
    .filter(({ kind, detail }) => kind === "nodes" && detail !== "")
    .flatMap(({ detail }) => detail.split(",").map((label) => label.split("=") as [string, string]));
  return {
    count: nodes ?? Math.max(3, neededNodes(prerequisites)) + 3,
    zones: Math.max(3, ...zones),
    labels: Object.fromEntries(labels),
  };
}
