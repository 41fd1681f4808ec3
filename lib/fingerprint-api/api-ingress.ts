import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { apiPaths } from "../../contracts/api-paths";
import { requires } from "../kubernetes/prerequisite";
import { seconds } from "../validation/quantity";
import type { Api } from "./api-props";

export interface ApiIngressProps {
  readonly host: string;
  readonly tlsSecretName: string;
  readonly exposure: Extract<Api["exposure"], { via: "ingress" }>;
}

/** HTTPS from outside, through ingress-nginx. */
export class ApiIngress extends Construct {
  constructor(scope: Construct, id: string, { host, tlsSecretName, exposure }: ApiIngressProps) {
    super(scope, id);
    const timeout = String(seconds(exposure.proxyTimeout));
    const nginx = (annotations: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
      );
    const path = (pathType: string, value: string): k8s.HttpIngressPath => ({
      path: value,
      pathType,
      backend: { service: { name: fingerprintApi.name, port: { name: "http" } } },
    });

    new k8s.KubeIngress(this, "ingress", {
      metadata: {
        name: `${fingerprintApi.name}-ingress`,
        annotations: {
          // The blackbox exporter probes what users see.
          "prometheus.io/probe": "true",
          ...nginx({
            "limit-burst-multiplier": String(exposure.burstMultiplier),
            "limit-rps": String(exposure.requestsPerSecond),
            "proxy-connect-timeout": timeout,
            "proxy-read-timeout": timeout,
            "proxy-send-timeout": timeout,
            "ssl-redirect": "true",
          }),
        },
      },
      spec: {
        ingressClassName: exposure.className,
        tls: [{ hosts: [host], secretName: tlsSecretName }],
        rules: [
          {
            host,
            http: {
              paths: [
                path("Exact", "/"),
                path("Prefix", "/api"),
                ...(exposure.publishMetrics ? [path("Exact", apiPaths.metrics)] : []),
              ],
            },
          },
        ],
      },
    });
    requires(
      this,
      "ingressclass",
      exposure.className,
      "the ingress controller that brings traffic to the API",
    );
  }
}
