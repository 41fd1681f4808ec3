import type { ControlPlane, ControlPlaneProps } from "../control-plane/control-plane";
import { freePort } from "../../verify/servers/free-port";
import type { Program } from "../processes";
import { make } from "./stand-ins";
import type { Api } from "./api";

export interface MetricsServerProps extends Pick<
  ControlPlaneProps,
  "folder" | "processes" | "tools" | "addresses"
> {
  readonly api: Api;
  readonly controlPlane: ControlPlane;
}

/** The real metrics-server. It reads the usage of simulated nodes and pods, and serves metrics.k8s.io. */
export async function startMetricsServer(props: MetricsServerProps): Promise<Program> {
  const { api, controlPlane, processes, tools, folder, addresses } = props;
  const host = "metrics-server.kube-system.svc";
  const port = await freePort();
  const { authority } = controlPlane;
  const { crt, key } = await authority.issueInto(folder, "metrics-server", {
    commonName: host,
    names: [host],
  });
  const program = processes.start({
    name: "metrics-server",
    program: tools.path("metrics-server"),
    args: [
      `--secure-port=${port}`,
      `--tls-cert-file=${crt}`,
      `--tls-private-key-file=${key}`,
      `--kubeconfig=${controlPlane.kubeconfig}`,
      `--authentication-kubeconfig=${controlPlane.kubeconfig}`,
      `--authorization-kubeconfig=${controlPlane.kubeconfig}`,
      "--kubelet-insecure-tls",
      // Each cluster of the run has a port of its own for its kubelets.
      "--kubelet-use-node-status-port",
      "--kubelet-preferred-address-types=InternalIP",
      "--metric-resolution=10s",
      "--kubelet-request-timeout=5s",
    ],
  });

  const metadata = { name: "metrics-server", namespace: "kube-system" };
  await make(api, "/api/v1/namespaces/kube-system/services", {
    metadata,
    spec: { ports: [{ name: "https", port: 443, targetPort: port }] },
  });
  await make(api, "/api/v1/namespaces/kube-system/endpoints", {
    metadata,
    subsets: [{ addresses: [{ ip: addresses.metricsServer }], ports: [{ name: "https", port }] }],
  });
  await make(api, "/apis/apiregistration.k8s.io/v1/apiservices", {
    metadata: { name: "v1beta1.metrics.k8s.io" },
    spec: {
      group: "metrics.k8s.io",
      version: "v1beta1",
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { name: "metrics-server", namespace: "kube-system", port: 443 },
      caBundle: Buffer.from(authority.cert).toString("base64"),
    },
  });
  return program;
}
