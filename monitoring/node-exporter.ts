import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { images } from "../lib/images";
import { container } from "../lib/kubernetes/container";
import { podTemplate } from "../lib/kubernetes/pod-template";
import { nodeExporter } from "../contracts/components";
import type { Monitoring } from "./monitoring-props";

const answers = { ...nodeExporter.httpProbe("http", "/"), periodSeconds: 30, timeoutSeconds: 5 };

/** Tells CPU, memory, disks and network of every node. It looks at the node itself, so it is less closed than the rest. */
export class NodeExporter extends Construct {
  constructor(scope: Construct, id: string, { resources }: Monitoring["nodeExporter"]) {
    super(scope, id);
    const { name } = nodeExporter;

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    new k8s.KubeService(this, "service", {
      metadata: { name, labels: nodeExporter.podLabels },
      spec: { clusterIp: "None", selector: nodeExporter.podLabels, ports: nodeExporter.servicePorts() },
    });
    new k8s.KubeDaemonSet(this, "daemon-set", {
      metadata: { name, labels: nodeExporter.podLabels },
      spec: {
        selector: nodeExporter.labelSelector,
        updateStrategy: {
          type: "RollingUpdate",
          rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString("10%") },
        },
        template: podTemplate(nodeExporter, {
          serviceAccountName: name,
          user: 65534,
          gracePeriod: "30s",
          exceptions: {
            hostNetwork: "reads the counters of the node's own network interfaces",
            hostPid: "reads the node's processes under /proc",
          },
          // Nodes that take no other pods are watched too.
          tolerations: [{ operator: "Exists" }],
          containers: [
            container({
              name,
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
              ports: nodeExporter.containerPorts(),
              resources,
              mounts: [
                { name: "proc", mountPath: "/host/proc", readOnly: true },
                { name: "sys", mountPath: "/host/sys", readOnly: true },
                // Mounts that appear on the node later appear here too.
                {
                  name: "root",
                  mountPath: "/host/root",
                  mountPropagation: "HostToContainer",
                  readOnly: true,
                },
              ],
              probes: { liveness: answers, readiness: answers },
            }),
          ],
          volumes: [
            { name: "proc", hostPath: { path: "/proc" } },
            { name: "sys", hostPath: { path: "/sys" } },
            { name: "root", hostPath: { path: "/" } },
          ],
        }),
      },
    });
  }
}
