import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { toolPath } from "../../../tools/tool-path";
import type { ProgramProps } from "../../processes";
import { dnsAddress } from "../addresses";

export interface KubeletProps {
  /** The node's folder. */
  readonly folder: string;
  readonly name: string;
  readonly address: string;

  /** Label "topology.kubernetes.io/zone". */
  readonly zone: string;
  readonly kubeconfig: string;

  /** The node's serving certificate, as files. */
  readonly certificate: { readonly crt: string; readonly key: string };

  /** File with the authority that clients' certificates are of. */
  readonly clientAuthority: string;

  readonly cgroup: string;

  /** Seconds that the node's lease lasts. */
  readonly leaseSeconds: number;
}

/** Writes the kubelet's configuration into the node's folder and says how it is started. */
export function kubelet(props: KubeletProps): ProgramProps {
  const { folder, name, address, zone, kubeconfig, certificate, clientAuthority, cgroup } = props;
  const file = join(folder, "kubelet.yaml");
  const configuration = {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: "0.0.0.0",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: clientAuthority },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: certificate.crt,
    tlsPrivateKeyFile: certificate.key,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    // The machine's other processes are none of this cluster's.
    enforceNodeAllocatable: [],
    failSwapOn: false,
    containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
    clusterDNS: [dnsAddress],
    clusterDomain: "cluster.local",
    resolvConf: "",
    // What Pod Security asks of a pod is also what it gets when it says nothing.
    seccompDefault: true,
    podLogsDir: "/var/log/pods",
    // A developer's disk may be fuller than a node's ought to be.
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1%",
      "imagefs.available": "1%",
      "nodefs.inodesFree": "1%",
    },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    nodeLeaseDurationSeconds: props.leaseSeconds,
    nodeStatusUpdateFrequency: "4s",
    syncFrequency: "10s",
    // Small files, so that a run sees them rotated.
    containerLogMaxSize: "1Mi",
    containerLogMaxFiles: 5,
    containerLogMonitorInterval: "3s",
    maxPods: 60,
    serializeImagePulls: false,
    maxParallelImagePulls: 3,
  };
  writeFileSync(file, stringify(configuration));
  return {
    name: "kubelet",
    program: toolPath("kubelet"),
    args: [
      `--config=${file}`,
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${name}`,
      `--node-ip=${address}`,
      `--node-labels=topology.kubernetes.io/zone=${zone}`,
      `--root-dir=${folder}/kubelet`,
      "--v=2",
    ],
  };
}
