import { Construct } from "constructs";
import { blackboxExporter } from "../contracts/components";
import { images } from "../lib/images";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../lib/kubernetes/config-files";
import { container } from "../lib/kubernetes/container";
import { toDns, toInternet, toKubernetesApi, toPods } from "../lib/kubernetes/network-policy";
import { Workload } from "../lib/kubernetes/workload";
import { toYaml } from "../lib/yaml";
import type { Monitoring } from "./monitoring-props";

/** Ways of probing: HTTPS answered with a 2xx status, and the certificate of whatever speaks TLS. */
export const probeModules = { https: "https_2xx", tls: "tls" } as const;

/** @param verify whether the public certificate must come from an issuer that everybody trusts */
const config = (verify: boolean) => ({
  modules: {
    [probeModules.https]: {
      prober: "http",
      timeout: "5s",
      http: {
        method: "GET",
        fail_if_not_ssl: true,
        preferred_ip_protocol: "ip4",
        ip_protocol_fallback: true,
        tls_config: verify ? undefined : { insecure_skip_verify: true },
      },
    },
    [probeModules.tls]: {
      prober: "tcp",
      timeout: "5s",
      // Only its end is looked at; who signed it, its clients know.
      tcp: { tls: true, preferred_ip_protocol: "ip4", tls_config: { insecure_skip_verify: true } },
    },
  },
});

const healthy = { ...blackboxExporter.httpProbe("http", "/-/healthy"), timeoutSeconds: 3 };

export interface BlackboxExporterProps {
  readonly cluster: Cluster;
  readonly resources: Monitoring["blackboxExporter"]["resources"];
}

/** Probes the public URL as a user would: name, certificate, ingress and API together. */
export class BlackboxExporter extends Construct {
  constructor(scope: Construct, id: string, { cluster, resources }: BlackboxExporterProps) {
    super(scope, id);
    const { name } = blackboxExporter;
    const files = new ConfigFiles(this, "config", {
      name: `${name}-config`,
      files: { "blackbox.yml": toYaml(config(cluster.publicIssuerTrusted)) },
    });

    new Workload(this, "workload", {
      component: blackboxExporter,
      controller: { kind: "Deployment", replicas: 1 },
      services: [{}],
      network: {
        // The API server's certificate is probed too.
        clusterEgress: [toDns(cluster), toKubernetesApi(cluster)],
        // Where the public name resolves to the ingress controller inside the cluster, the probe takes the short way.
        egress: [toInternet(cluster, [443]), toPods(cluster.ingressController, [443, 8443])],
      },
      pods: {
        user: 65534,
        gracePeriod: "30s",
        annotations: files.rollOnChange,
        containers: [
          container({
            name,
            image: images.blackboxExporter,
            args: ["--config.file=/etc/blackbox/blackbox.yml"],
            ports: blackboxExporter.containerPorts(),
            resources,
            mounts: [{ name: "config", mountPath: "/etc/blackbox", readOnly: true }],
            probes: { liveness: healthy, readiness: healthy },
          }),
        ],
        volumes: [files.volume("config")],
      },
    });
  }
}
