import type { Construct } from "constructs";
import { filebeat } from "../../contracts/components";
import { images } from "../../lib/images";
import type { Cluster } from "../../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../../lib/kubernetes/config-files";
import { type ContainerProps, scratch } from "../../lib/kubernetes/container";
import { NamespaceChart } from "../../lib/kubernetes/namespace-chart";
import { Workload, onEveryNode } from "../../lib/kubernetes/workload";
import type { Logging } from "../logging-props";
import { stackCertificate } from "../stack";
import { filebeatPaths, filebeatYml } from "./filebeat-yml";

const registry = {
  name: "registry",
  hostPath: { path: "/var/lib/filebeat-fingerprint", type: "DirectoryOrCreate" },
};
const logs = { name: "var-log", hostPath: { path: "/var/log", type: "Directory" } };

/** Filebeat's statistics as metrics, beside each pod: whether a node is silent, that node alone can tell. */
function exporter(): ContainerProps<"metrics"> {
  const listens = filebeat.tcpProbe("metrics");
  return {
    name: "exporter",
    image: images.beatExporter,
    args: [`-beat.uri=http://localhost:${String(filebeat.port("stats"))}`],
    ports: ["metrics"],
    resources: { cpu: { request: "10m", limit: "100m" }, memory: { request: "16Mi", limit: "64Mi" } },
    probes: { readiness: { ...listens, periodSeconds: 10 }, liveness: { ...listens, periodSeconds: 30 } },
  };
}

export interface FilebeatChartProps {
  readonly cluster: Cluster;
  readonly logging: Pick<Logging, "filebeat" | "logstash" | "retention" | "security" | "issuer">;
}

/**
 * The namespace `filebeat`: ships the lines of every container on every node to Logstash. It is privileged because of its
 * host mounts, and empty but for the shipper.
 */
export class FilebeatChart extends NamespaceChart {
  constructor(scope: Construct, { cluster, logging }: FilebeatChartProps) {
    super(scope, { namespace: filebeat.namespace, podSecurity: "privileged" });
    const { name, host } = filebeat;

    const config = new ConfigFiles(this, "filebeat-config", { "filebeat.yml": filebeatYml(logging) });
    const certificate =
      logging.security === "enabled" ? stackCertificate(this, name, [host], logging.issuer) : undefined;

    const verbs = ["get", "list", "watch"];
    const stats = filebeat.tcpProbe("stats");
    new Workload(this, "workload", {
      component: filebeat,
      controller: onEveryNode,
      priority: "node",
      network: { cluster },
      // Names and labels of what wrote a line.
      asksKubernetes: [
        { apiGroups: [""], resources: ["namespaces", "nodes", "pods"], verbs },
        { apiGroups: ["apps"], resources: ["replicasets"], verbs },
        { apiGroups: ["batch"], resources: ["jobs"], verbs },
      ],
      pods: {
        user: 1000,
        annotations: config.rollOnChange,
        // Every node has lines, also one that takes no other pods.
        tolerations: [{ operator: "Exists" }],
        containers: [
          {
            image: images.filebeat,
            args: ["-e", "-c", `${filebeatPaths.config}/filebeat.yml`, "--strict.perms=false"],
            env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
            ports: ["stats"],
            resources: logging.filebeat.resources,
            mounts: [
              { volume: config.volume("config"), mountPath: filebeatPaths.config },
              { volume: registry, mountPath: filebeatPaths.registry },
              { volume: logs, mountPath: logs.hostPath.path, readOnly: true },
              { volume: scratch("tmp", "64Mi"), mountPath: "/tmp" },
              certificate && {
                volume: certificate.volume("certificate"),
                mountPath: filebeatPaths.certificate,
              },
            ],
            probes: {
              liveness: { ...stats, periodSeconds: 30, failureThreshold: 5 },
              readiness: { ...stats, periodSeconds: 10 },
            },
            exceptions: {
              runsAsRoot:
                "the container runtime's log files are readable by root alone, and so is the registry on the host",
            },
          },
          exporter(),
        ],
      },
    });
  }
}
