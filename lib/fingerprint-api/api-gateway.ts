import { Construct } from "constructs";
import * as envoy from "../../imports/gateway.envoyproxy.io";
import * as gateway from "../../imports/gateway.networking.k8s.io";
import { fingerprintApi } from "../../contracts/components";
import { apiPaths } from "../../contracts/api-paths";
import { requires } from "../kubernetes/prerequisite";
import { PublicCertificate } from "../kubernetes/public-certificate";
import type { Exposed } from "./exposure-props";

const { HttpRouteSpecRulesFiltersType: FilterType, HttpRouteSpecRulesMatchesPathType: PathType } = gateway;
const { name } = fingerprintApi;

/** HTTPS from outside, through an implementation of the Gateway API. */
export class ApiGateway extends Construct {
  constructor(scope: Construct, id: string, { host, cluster, exposure }: Exposed<"gateway">) {
    super(scope, id);
    const secretName = `${name}-tls`;
    new PublicCertificate(this, "certificate", { name: secretName, component: name, host, cluster });
    const listener = {
      hostname: host,
      allowedRoutes: { namespaces: { from: gateway.GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME } },
    };
    const tls = {
      mode: gateway.GatewaySpecListenersTlsMode.TERMINATE,
      certificateRefs: [{ kind: "Secret", name: secretName }],
    };
    new gateway.Gateway(this, "gateway", {
      metadata: { name },
      spec: {
        gatewayClassName: exposure.className,
        listeners: [
          { ...listener, name: "http", port: 80, protocol: "HTTP" },
          { ...listener, name: "https", port: 443, protocol: "HTTPS", tls },
        ],
      },
    });

    const behind = (sectionName: string) => ({ parentRefs: [{ name, sectionName }], hostnames: [host] });
    const requestRedirect = {
      scheme: gateway.HttpRouteSpecRulesFiltersRequestRedirectScheme.HTTPS,
      statusCode: gateway.HttpRouteSpecRulesFiltersRequestRedirectStatusCode.VALUE_308,
    };
    new gateway.HttpRoute(this, "redirect", {
      metadata: { name: `${name}-redirect` },
      spec: {
        ...behind("http"),
        rules: [{ filters: [{ type: FilterType.REQUEST_REDIRECT, requestRedirect }] }],
      },
    });
    const path = (type: gateway.HttpRouteSpecRulesMatchesPathType, value: string) => ({
      path: { type, value },
    });
    new gateway.HttpRoute(this, "route", {
      metadata: { name, annotations: { "prometheus.io/probe": "true" } },
      spec: {
        ...behind("https"),
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

    const { apiVersion } = gateway.Gateway.GVK;
    requires(this, "api", apiVersion, "the Gateway API's resources bring traffic to the API");
    const purpose = "the gateway implementation that brings traffic to the API";
    requires(this, "gatewayclass", exposure.className, purpose);
  }

  private rateLimit(requests: number) {
    const { BackendTrafficPolicySpecRateLimitGlobalRulesClientSelectorsSourceCidrType: PerAddress } = envoy;
    const eachAddress = {
      clientSelectors: [{ sourceCidr: { type: PerAddress.DISTINCT, value: "0.0.0.0/0" } }],
      limit: { requests, unit: envoy.BackendTrafficPolicySpecRateLimitGlobalRulesLimitUnit.SECOND },
    };
    new envoy.BackendTrafficPolicy(this, "rate-limit", {
      metadata: { name },
      spec: {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name }],
        rateLimit: {
          type: envoy.BackendTrafficPolicySpecRateLimitType.GLOBAL,
          global: { rules: [eachAddress] },
        },
      },
    });
    const { apiVersion } = envoy.BackendTrafficPolicy.GVK;
    requires(this, "api", apiVersion, "Envoy Gateway limits the rate of requests");
  }
}
