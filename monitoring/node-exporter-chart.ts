import type { Construct } from "constructs";
import { nodeExporter } from "../contracts/components";
import { images } from "../lib/images";
import { NamespaceChart } from "../lib/kubernetes/namespace-chart";
import { Workload, onEveryNode } from "../lib/kubernetes/workload";
import type { Monitoring } from "./monitoring-props";

const ofHost = (name: string, path: string) => ({ name, hostPath: { path } });
const answers = { ...nodeExporter.httpProbe("http", "/"), periodSeconds: 30, timeoutSeconds: 5 };

/**
 * The namespace `node-exporter`: tells CPU, memory, disks and network of every node. It looks at the node itself, so it is less
 * closed than the rest, and alone: its host mounts need a level of Pod Security that nothing else should have.
 */
export class NodeExporterChart extends NamespaceChart {
  constructor(scope: Construct, { resources }: Monitoring["nodeExporter"]) {
    super(scope, { namespace: nodeExporter.namespace, podSecurity: "privileged" });

    new Workload(this, "workload", {
      component: nodeExporter,
      controller: onEveryNode,
      priority: "node",
      services: [{ headless: true }],
      network: { none: "its pods use the node's network, which NetworkPolicies do not govern" },
      pods: {
        user: 65534,
        exceptions: {
          hostNetwork: "reads the counters of the node's own network interfaces",
          hostPid: "reads the node's processes under /proc",
        },
        // Nodes that take no other pods are watched too.
        tolerations: [{ operator: "Exists" }],
        containers: [
          {
            image: images.nodeExporter,
            args: [
              // Only on the node's own address, not on all of them.
              `--web.listen-address=[$(NODE_IP)]:${String(nodeExporter.port("http"))}`,
              "--path.procfs=/host/proc",
              "--path.sysfs=/host/sys",
              "--path.rootfs=/host/root",
              "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run/k3s/containerd/.+|run/containerd/.+|var/lib/docker/.+|var/lib/kubelet/pods/.+)($|/)",
              "--collector.netclass.ignored-devices=^(veth.*|cali.*|cni.*|lxc.*)$",
              "--collector.netdev.device-exclude=^(veth.*|cali.*|cni.*|lxc.*)$",
            ],
            env: [{ name: "NODE_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } }],
            resources,
            mounts: [
              { volume: ofHost("proc", "/proc"), mountPath: "/host/proc", readOnly: true },
              { volume: ofHost("sys", "/sys"), mountPath: "/host/sys", readOnly: true },
              {
                volume: ofHost("root", "/"),
                mountPath: "/host/root",
                // Mounts that appear on the node later appear here too.
                mountPropagation: "HostToContainer",
                readOnly: true,
              },
            ],
            probes: { liveness: answers, readiness: answers },
          },
        ],
      },
    });
  }
}
