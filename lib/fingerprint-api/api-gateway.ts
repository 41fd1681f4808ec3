import { Construct } from "constructs";
import * as envoy from "../../imports/gateway.envoyproxy.io";
import * as gateway from "../../imports/gateway.networking.k8s.io";
import { fingerprintApi } from "../../contracts/components";
import { apiPaths } from "../../contracts/api-paths";
import { requires } from "../kubernetes/prerequisite";
import type { Api } from "./api-props";

export interface ApiGatewayProps {
  readonly host: string;
  readonly tlsSecretName: string;
  readonly exposure: Extract<Api["exposure"], { via: "gateway" }>;
}

const { HttpRouteSpecRulesFiltersType: FilterType, HttpRouteSpecRulesMatchesPathType: PathType } = gateway;

/** HTTPS from outside, through an implementation of the Gateway API. */
export class ApiGateway extends Construct {
  constructor(scope: Construct, id: string, { host, tlsSecretName, exposure }: ApiGatewayProps) {
    super(scope, id);
    const { name } = fingerprintApi;
    const parent = (sectionName: string) => [{ name, sectionName }];
    const sameNamespace = {
      namespaces: { from: gateway.GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME },
    };

    new gateway.Gateway(this, "gateway", {
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
            tls: {
              mode: gateway.GatewaySpecListenersTlsMode.TERMINATE,
              certificateRefs: [{ kind: "Secret", name: tlsSecretName }],
            },
          },
        ],
      },
    });

    new gateway.HttpRoute(this, "redirect", {
      metadata: { name: `${name}-redirect` },
      spec: {
        parentRefs: parent("http"),
        hostnames: [host],
        rules: [
          {
            filters: [
              {
                type: FilterType.REQUEST_REDIRECT,
                requestRedirect: {
                  scheme: gateway.HttpRouteSpecRulesFiltersRequestRedirectScheme.HTTPS,
                  statusCode: gateway.HttpRouteSpecRulesFiltersRequestRedirectStatusCode.VALUE_308,
                },
              },
            ],
          },
        ],
      },
    });

    const path = (type: gateway.HttpRouteSpecRulesMatchesPathType, value: string) => ({
      path: { type, value },
    });
    new gateway.HttpRoute(this, "route", {
      metadata: { name, annotations: { "prometheus.io/probe": "true" } },
      spec: {
        parentRefs: parent("https"),
        hostnames: [host],
        rules: [
          {
            matches: [
              path(PathType.EXACT, "/"),
              path(PathType.PATH_PREFIX, "/api"),
              ...(exposure.publishMetrics ? [path(PathType.EXACT, apiPaths.metrics)] : []),
            ],
            backendRefs: [{ name, port: fingerprintApi.servicePort("http") }],
            timeouts: { request: exposure.requestTimeout },
          },
        ],
      },
    });

    if (exposure.rateLimit.by === "envoy-gateway") this.rateLimit(exposure.rateLimit.requestsPerSecond);

    requires(
      this,
      "api",
      gateway.Gateway.GVK.apiVersion,
      "the Gateway API's resources bring traffic to the API",
    );
    requires(
      this,
      "gatewayclass",
      exposure.className,
      "the gateway implementation that brings traffic to the API",
    );
  }

  private rateLimit(requests: number) {
    const { BackendTrafficPolicySpecRateLimitGlobalRulesClientSelectorsSourceCidrType: PerAddress } = envoy;
    new envoy.BackendTrafficPolicy(this, "rate-limit", {
      metadata: { name: fingerprintApi.name },
      spec: {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: fingerprintApi.name }],
        rateLimit: {
          type: envoy.BackendTrafficPolicySpecRateLimitType.GLOBAL,
          global: {
            rules: [
              {
                clientSelectors: [{ sourceCidr: { type: PerAddress.DISTINCT, value: "0.0.0.0/0" } }],
                limit: { requests, unit: envoy.BackendTrafficPolicySpecRateLimitGlobalRulesLimitUnit.SECOND },
              },
            ],
          },
        },
      },
    });
    requires(
      this,
      "api",
      envoy.BackendTrafficPolicy.GVK.apiVersion,
      "Envoy Gateway limits the rate of requests",
    );
  }
}
