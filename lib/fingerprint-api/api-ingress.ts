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
          "nginx.ingress.kubernetes.io/limit-burst-multiplier": String(exposure.burstMultiplier),
          "nginx.ingress.kubernetes.io/limit-rps": String(exposure.requestsPerSecond),
          "nginx.ingress.kubernetes.io/proxy-connect-timeout": timeout,
          "nginx.ingress.kubernetes.io/proxy-read-timeout": timeout,
          "nginx.ingress.kubernetes.io/proxy-send-timeout": timeout,
          "nginx.ingress.kubernetes.io/ssl-redirect": "true",
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
