import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { toolPath } from "../../tools/tool-path";
import { startCertManager } from "../cluster/cert-manager";
import { startControlPlane } from "../cluster/control-plane";
import { startMetricsServer } from "../cluster/metrics-server";
import { makeStandIns } from "../cluster/stand-ins";
import type { Processes } from "../processes";
import type { Tools } from "../tools";
import { leaseSeconds } from "./daemons/daemons";
import { addresses, apiServerPort, receiverHost } from "./network";
import { RealNode } from "./real-node";

export interface NodeClusterProps {
  readonly environment: string;

  /** Folder of the manifests, whose prerequisites the cluster gets. */
  readonly manifests: string;
  readonly folder: string;
  readonly processes: Processes;
  readonly tools: Tools;

  /** Id of the process that takes the nodes' cgroups away at the end. */
  readonly run: number;
  readonly report: (step: string) => void;
}

/**
 * Starts a cluster with two real nodes that has every prerequisite of an environment, and nothing of it applied.
 * The images that its pods name are to be served already.
 */
export async function startNodeCluster(props: NodeClusterProps) {
  const { environment, manifests, folder, processes, tools, report } = props;
  const controlPlane = await startControlPlane({
    ...{ environment, manifests, processes, tools, addresses, leaseSeconds, port: apiServerPort },
    folder: join(folder, "control-plane"),
  });
  report("the control plane is ready");
  const { cluster } = controlPlane;
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
  await startMetricsServer(cluster, { folder, processes, tools }, addresses.apiServer);
  await startCertManager(cluster, processes);
  await makeStandIns(api, controlPlane.prerequisites, secret);
  const dns = ["deployment/coredns", "--namespace=kube-system"];
  await cluster.kubectl(["rollout", "status", ...dns, "--timeout=60s"]);
  report("DNS, volumes and metrics are served");
  return { cluster, nodes };
}

/** Random, long enough for every password and key; an address of the outside world where the name says so. */
const secret = (key: string): string =>
  key.endsWith("-url")
    ? `https://${receiverHost}/${key.replace("-url", "")}`
    : randomBytes(24).toString("base64url");
