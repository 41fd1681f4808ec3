import { Construct } from "constructs";
import { blackboxExporter } from "../contracts/components";
import { images } from "../lib/images";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../lib/kubernetes/config-files";
import { toInternet, toKubernetesApi, toPods } from "../lib/kubernetes/traffic";
import { Workload } from "../lib/kubernetes/workload";
import { renderConfig } from "../lib/render-template";
import type { Monitoring } from "./monitoring-props";

/** Ways of probing: HTTPS answered with a 2xx status, and the certificate of whatever speaks TLS. */
export const probeModules = { https: "https_2xx", tls: "tls" } as const;
const healthy = { ...blackboxExporter.httpProbe("http", "/-/healthy"), timeoutSeconds: 3 };

type BlackboxExporterProps = Monitoring["blackboxExporter"] & { readonly cluster: Cluster };

/** Probes the public URL as a user would: name, certificate, ingress and API together. */
export class BlackboxExporter extends Construct {
  constructor(scope: Construct, id: string, { cluster, resources }: BlackboxExporterProps) {
    super(scope, id);
    const verify = cluster.publicIssuerTrusted;
    const config = renderConfig("monitoring/blackbox.yml", { modules: probeModules, verify });
    const files = new ConfigFiles(this, `${blackboxExporter.name}-config`, { "blackbox.yml": config });

    new Workload(this, "workload", {
      component: blackboxExporter,
      controller: { kind: "Deployment", replicas: 1 },
      services: [{}],
      network: {
        // The API server's certificate is probed too.
        cluster,
        clusterEgress: [toKubernetesApi(cluster)],
        // Where the public name resolves to the ingress controller inside the cluster, the probe takes the short way.
        egress: [toInternet(cluster, [443]), toPods(cluster.ingressController, [443, 8443])],
      },
      pods: {
        user: 65534,
        annotations: files.rollOnChange,
        containers: [
          {
            image: images.blackboxExporter,
            args: ["--config.file=/etc/blackbox/blackbox.yml"],
            resources,
            mounts: [{ volume: files.volume("config"), mountPath: "/etc/blackbox" }],
            probes: { liveness: healthy, readiness: healthy },
          },
        ],
      },
    });
  }
}
