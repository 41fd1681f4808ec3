import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { toolPath } from "../../tools/tool-path";
import { Cluster } from "../cluster/cluster";
import { startMetricsServer } from "../cluster/metrics-server";
import { startServers } from "../cluster/start-servers";
import { makeStandIns } from "../cluster/stand-ins";
import { type Processes, untilReady } from "../processes";
import type { Tools } from "../tools";
import { until } from "../until";
import { addresses, apiServerPort } from "./addresses";
import { startCertManager } from "./cert-manager";
import { leaseSeconds } from "./daemons/kubelet";
import { receiverHost } from "./outside-world";
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

  const nodes = await Promise.all(
    [1, 2].map((number) =>
      RealNode.start({
        ...{ number, processes, controlPlane, api, run: props.run },
        folder: join(folder, `node-${number}`),
      }),
    ),
  );
  report("both nodes are ready");

  const own = ["coredns.yaml", "local-path.yaml"].map((file) => `--filename=${resolve(__dirname, file)}`);
  await cluster.kubectl(["apply", "--server-side", ...own]);
  startLocalPath(kubeconfig, processes, folder);
  const metrics = await startMetricsServer({ api, controlPlane, processes, tools, folder, addresses });
  // New custom resources are served a moment after their definitions are there.
  await until("Certificates are served", 30, () =>
    api.list("/apis/cert-manager.io/v1/certificates").then(() => true),
  );
  await startCertManager(cluster, processes);
  await until("stand-ins are made", 30, () => makeStandIns(api, prerequisites, secret).then(() => true));
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

/** The real local-path-provisioner, outside of the cluster: what it makes is on the nodes' own disks. */
function startLocalPath(kubeconfig: string, processes: Processes, folder: string): void {
  const file = join(folder, "local-path.json");
  const paths = [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: ["/var/lib/local-path"] }];
  writeFileSync(file, JSON.stringify({ nodePathMap: paths }));
  processes.start({
    name: "local-path-provisioner",
    program: toolPath("local-path-provisioner"),
    args: [
      "start",
      `--kubeconfig=${kubeconfig}`,
      `--config=${file}`,
      "--namespace=local-path-storage",
      "--configmap-name=local-path",
      "--service-account-name=helper",
      "--helper-image=docker.io/library/busybox:stable",
    ],
  });
}
