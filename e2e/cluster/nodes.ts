import type { AddressPlan } from "../control-plane/address-plan";
import type { Api } from "./api";
import { make } from "./stand-ins";

export interface NodesProps {
  readonly count: number;

  /** Zones that the nodes take turns in. */
  readonly zones: number;

  /** More labels for each of them. @default none */
  readonly labels?: Readonly<Record<string, string>>;

  readonly addresses: AddressPlan;

  /** Port of the simulated kubelets. */
  readonly kubeletPort: number;
}

/** Label of the nodes that run. A node without it has lost its kubelet: no heartbeat, no pod that starts or ends. */
export const running = "e2e/running";

/** Adds simulated worker nodes of 8 CPU and 32 GiB, named `node-001` and so on, unless they are there. */
export async function addNodes(api: Api, props: NodesProps): Promise<void> {
  const numbers = Array.from({ length: props.count }, (_, index) => index + 1);
  await Promise.all(numbers.map((number) => make(api, "/api/v1/nodes", node(number, props))));
}

function node(number: number, { zones, labels = {}, addresses, kubeletPort }: NodesProps): object {
  const name = `node-${String(number).padStart(3, "0")}`;
  const zone = "abcdefghi"[(number - 1) % zones];
  const resources = { cpu: "8", memory: "32Gi", "ephemeral-storage": "100Gi", pods: "110" };
  return {
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        [running]: "true",
        "topology.kubernetes.io/region": "e2e",
        "topology.kubernetes.io/zone": `e2e-${zone}`,
        ...labels,
      },
      // metrics-server asks for a node's usage by this path instead of /metrics/resource.
      annotations: { "metrics.k8s.io/resource-metrics-path": `/metrics/nodes/${name}/metrics/resource` },
    },
    status: {
      addresses: [
        { type: "InternalIP", address: addresses.node(number) },
        { type: "Hostname", address: name },
      ],
      capacity: resources,
      allocatable: resources,
      daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    },
  };
}
