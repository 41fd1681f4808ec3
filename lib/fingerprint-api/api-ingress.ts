import { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { apiPaths } from "../../contracts/api-paths";
import { PublicIngress } from "../kubernetes/public-ingress";
import { seconds } from "../validation/quantity";
import type { Exposed } from "./exposure-props";

/** HTTPS from outside, through ingress-nginx. */
export class ApiIngress extends Construct {
  constructor(scope: Construct, id: string, { host, cluster, exposure }: Exposed<"ingress">) {
    super(scope, id);
    const timeout = String(seconds(exposure.proxyTimeout));
    new PublicIngress(this, "ingress", {
      component: fingerprintApi,
      host,
      cluster,
      className: exposure.className,
      names: { ingress: `${fingerprintApi.name}-ingress`, certificate: `${fingerprintApi.name}-tls` },
      annotations: {
        // The blackbox exporter probes what users see.
        "prometheus.io/probe": "true",
        "nginx.ingress.kubernetes.io/limit-burst-multiplier": String(exposure.burstMultiplier),
        "nginx.ingress.kubernetes.io/limit-rps": String(exposure.requestsPerSecond),
        "nginx.ingress.kubernetes.io/proxy-connect-timeout": timeout,
        "nginx.ingress.kubernetes.io/proxy-read-timeout": timeout,
        "nginx.ingress.kubernetes.io/proxy-send-timeout": timeout,
      },
      paths: [
        ["Exact", "/"],
        ["Prefix", "/api"],
        ...(exposure.publishMetrics ? [["Exact", apiPaths.metrics] as const] : []),
      ],
    });
  }
}
