import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { images } from "../lib/images";
import { ConfigFiles } from "../lib/kubernetes/config-files";
import { container } from "../lib/kubernetes/container";
import { podTemplate } from "../lib/kubernetes/pod-template";
import { blackboxExporter } from "../contracts/components";
import type { Monitoring } from "./monitoring-props";
import { toYaml } from "../lib/yaml";

/** A way of probing: HTTPS with a valid certificate, answered with a 2xx status. */
export const probeModule = "https_2xx";

const config = {
  modules: {
    [probeModule]: {
      prober: "http",
      timeout: "5s",
      http: {
        method: "GET",
        fail_if_not_ssl: true,
        preferred_ip_protocol: "ip4",
        ip_protocol_fallback: true,
      },
    },
  },
};

/** Probes the public URL as a user would: name, certificate, ingress and API together. */
export class BlackboxExporter extends Construct {
  constructor(scope: Construct, id: string, { resources }: Monitoring["blackboxExporter"]) {
    super(scope, id);
    const { name } = blackboxExporter;
    const files = new ConfigFiles(this, "config", {
      name: `${name}-config`,
      files: { "blackbox.yml": toYaml(config) },
    });

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    new k8s.KubeService(this, "service", {
      metadata: { name, labels: blackboxExporter.podLabels },
      spec: { selector: blackboxExporter.podLabels, ports: blackboxExporter.servicePorts() },
    });
    const healthy = { ...blackboxExporter.httpProbe("http", "/-/healthy"), timeoutSeconds: 3 };
    new k8s.KubeDeployment(this, "deployment", {
      metadata: { name, labels: blackboxExporter.podLabels },
      spec: {
        replicas: 1,
        selector: blackboxExporter.labelSelector,
        template: podTemplate(blackboxExporter, {
          serviceAccountName: name,
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
        }),
      },
    });
  }
}
