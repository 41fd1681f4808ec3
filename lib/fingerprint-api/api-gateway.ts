import { ApiObject } from "cdk8s";
import { Construct } from "constructs";
import { fingerprintApi } from "../../contracts/components";
import { apiPaths } from "../../contracts/api-paths";
import { Prerequisite } from "../kubernetes/prerequisite";
import type { Api } from "./api-props";

export interface ApiGatewayProps {
  readonly host: string;
  readonly tlsSecretName: string;
  readonly exposure: Extract<Api["exposure"], { via: "gateway" }>;
}

const apiVersion = "gateway.networking.k8s.io/v1";

/** HTTPS from outside, through an implementation of the Gateway API. */
export class ApiGateway extends Construct {
  constructor(scope: Construct, id: string, { host, tlsSecretName, exposure }: ApiGatewayProps) {
    super(scope, id);
    const { name } = fingerprintApi;
    const parent = (sectionName: string) => [{ name, sectionName }];
    const sameNamespace = { namespaces: { from: "Same" } };

    new ApiObject(this, "gateway", {
      apiVersion,
      kind: "Gateway",
      metadata: { name },
      spec: {
        gatewayClassName: exposure.className,
        listeners: [
          { name: "http", hostname: host, port: 80, protocol: "HTTP", allowedRoutes: sameNamespace },
          {
            name: "https",
            hostname: host,
            port: 443,
            protocol: "HTTPS",
            allowedRoutes: sameNamespace,
            tls: { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: tlsSecretName }] },
          },
        ],
      },
    });

    new ApiObject(this, "redirect", {
      apiVersion,
      kind: "HTTPRoute",
      metadata: { name: `${name}-redirect` },
      spec: {
        parentRefs: parent("http"),
        hostnames: [host],
        rules: [
          { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 308 } }] },
        ],
      },
    });

    const path = (type: string, value: string) => ({ path: { type, value } });
    new ApiObject(this, "route", {
      apiVersion,
      kind: "HTTPRoute",
      metadata: { name, annotations: { "prometheus.io/probe": "true" } },
      spec: {
        parentRefs: parent("https"),
        hostnames: [host],
        rules: [
          {
            matches: [
              path("Exact", "/"),
              path("PathPrefix", "/api"),
              ...(exposure.publishMetrics ? [path("Exact", apiPaths.metrics)] : []),
            ],
            backendRefs: [{ name, port: fingerprintApi.servicePort("http") }],
            timeouts: { request: exposure.requestTimeout },
          },
        ],
      },
    });

    if (exposure.rateLimit.by === "envoy-gateway") this.rateLimit(exposure.rateLimit.requestsPerSecond);

    new Prerequisite(this, "gateway-api", {
      kind: "api",
      name: apiVersion,
      purpose: "the Gateway API's resources bring traffic to the API",
    });
    new Prerequisite(this, "gateway-class", {
      kind: "gatewayclass",
      name: exposure.className,
      purpose: "the gateway implementation that brings traffic to the API",
    });
  }

  private rateLimit(requests: number) {
    new ApiObject(this, "rate-limit", {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "BackendTrafficPolicy",
      metadata: { name: fingerprintApi.name },
      spec: {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: fingerprintApi.name }],
        rateLimit: {
          type: "Global",
          global: {
            rules: [
              {
                clientSelectors: [{ sourceCIDR: { type: "Distinct", value: "0.0.0.0/0" } }],
                limit: { requests, unit: "Second" },
              },
            ],
          },
        },
      },
    });
    new Prerequisite(this, "envoy-gateway", {
      kind: "api",
      name: "gateway.envoyproxy.io/v1alpha1",
      purpose: "Envoy Gateway limits the rate of requests",
    });
  }
}
