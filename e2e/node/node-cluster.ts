import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { root } from "../../operations/root";
import { toolPath } from "../../tools/tool-path";
import { Cluster } from "../cluster/cluster";
import { startMetricsServer } from "../cluster/metrics-server";
import { make, makeStandIns } from "../cluster/stand-ins";
import { startServers } from "../cluster/start-servers";
import { type Processes, untilReady } from "../processes";
import type { Tools } from "../tools";
import { until } from "../until";
import { leaseSeconds } from "./daemons/daemons";
import { addresses, apiServerPort, receiverHost } from "./network";
import { RealNode } from "./real-node";

export interface NodeClusterProps {
  readonly environment: string;

  /** Folder of the environment's manifests, whose prerequisites the cluster gets. */
  readonly manifests: string;
  readonly folder: string;
  readonly processes: Processes;
  readonly tools: Tools;

  /** Id of the process that takes the nodes' cgroups away at the end. */
  readonly run: number;

  /** Says how far the start is. */
  readonly report: (step: string) => void;
}

/** The issuers of the page of the first day, without who can only be asked over the internet. */
export const issuers = manifestsIn(
  readFileSync(join(root, "docs/operations/day-0-issuers.yaml"), "utf8"),
).filter(({ spec }) => spec.acme === undefined);

/**
 * Starts a cluster with two real nodes that has every prerequisite of an environment, and nothing of it applied.
 * The images that its pods name are to be served already.
 */
export async function startNodeCluster(props: NodeClusterProps) {
  const { environment, manifests, folder, processes, tools, report } = props;
  const { controlPlane, prerequisites, ...servers } = await startServers({
    ...{ environment, manifests, processes, tools, addresses, leaseSeconds, port: apiServerPort },
    folder: join(folder, "control-plane"),
  });
  report("the control plane is ready");
  const cluster = new Cluster(servers.cluster);
  const { api, kubeconfig } = cluster;
  // kube-proxy reads Services and nodes.
  const binding = ["--clusterrole=system:node-proxier", "--user=system:kube-proxy"];
  await cluster.kubectl(["create", "clusterrolebinding", "kube-proxy", ...binding]);
  const startNode = (number: number) =>
    RealNode.start({
      ...{ number, processes, controlPlane, api, run: props.run, folder: join(folder, `node-${number}`) },
    });
  const nodes = await Promise.all([1, 2].map(startNode));
  report("both nodes are ready");

  const own = ["coredns.yaml", "local-path.yaml"].map((file) => `--filename=${join(__dirname, file)}`);
  await cluster.kubectl(["apply", "--server-side", ...own]);
  // It runs outside of the cluster, as cert-manager does; the volumes are on the nodes' own disks.
  processes.start({
    name: "local-path-provisioner",
    program: toolPath("local-path-provisioner"),
    args: [
      "start",
      `--kubeconfig=${kubeconfig}`,
      `--config=${join(__dirname, "local-path.json")}`,
      "--namespace=local-path-storage",
      "--configmap-name=local-path",
      "--service-account-name=helper",
      "--helper-image=docker.io/library/busybox:stable",
    ],
  });
  const metrics = await startMetricsServer({ api, controlPlane, processes, tools, folder, addresses });
  await make(api, "/api/v1/namespaces", { metadata: { name: "cert-manager" } });
  // New custom resources are served a moment after their definitions are there.
  await until("issuers and stand-ins are made", 30, async () => {
    const input = issuers.map((issuer) => stringify(issuer)).join("---\n");
    await cluster.kubectl(["apply", "--server-side", "--filename=-"], { input });
    await makeStandIns(api, prerequisites, secret);
    return true;
  });
  processes.start({ name: "cert-manager", program: toolPath("cert-manager"), args: [kubeconfig] });
  await cluster.kubectl(["wait", "--for=condition=Ready", "clusterissuers", "--all", "--timeout=60s"]);
  const dns = ["deployment/coredns", "--namespace=kube-system"];
  await cluster.kubectl(["rollout", "status", ...dns, "--timeout=60s"]);
  await untilReady(metrics, 60, () => api.get("/apis/metrics.k8s.io/v1beta1").then(() => true));
  report("DNS, volumes and metrics are served");
  return { cluster, nodes };
}

/** Random, long enough for every password and key; an address of the outside world where the name says so. */
function secret(key: string): string {
  const receiver = /^(.+)-url$/.exec(key)?.[1];
  return receiver === undefined
    ? randomBytes(24).toString("base64url")
    : `https://${receiverHost}/${receiver}`;
}
