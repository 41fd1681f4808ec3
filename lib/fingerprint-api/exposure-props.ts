import { z } from "zod";
import type { Cluster } from "../kubernetes/cluster-props";
import { count, flag, objectName, variants, wholeSeconds } from "../validation/formats";

/** How the API is reached from outside. */
export const exposureProps = variants("via", 'must say how: via "ingress" or "gateway"', [
  z.strictObject({
    /**
     * An Ingress with the annotations of ingress-nginx: HTTPS, the rate limit and the timeouts are its own. That project
     * ended in March 2026; use a controller that reads the same annotations, or the gateway.
     */
    via: z.literal("ingress"),
    /** IngressClass of the controller. @default "nginx" */
    className: objectName.default("nginx"),
    /** Requests per second that one client address may send. @default 100 */
    requestsPerSecond: count(1, 1_000_000).default(100),
    /** A client may exceed its rate by this factor for a moment. @default 2 */
    burstMultiplier: count(1, 100).default(2),
    /** For connecting to, writing to and reading from a pod. @default "30s" */
    proxyTimeout: wholeSeconds("1s", "1h").default("30s"),
    /** Publishes `/metrics` to the internet. Leave it off: Prometheus scrapes inside the cluster. @default false */
    publishMetrics: flag.default(false),
  }),
  z.strictObject({
    /** A Gateway and HTTPRoutes, for any implementation of the Gateway API. */
    via: z.literal("gateway"),
    /** GatewayClass of the implementation. */
    className: objectName,
    /** Whose rate limit to write. The Gateway API has none of its own. @default { by: "none" } */
    rateLimit: z
      .discriminatedUnion("by", [
        z.strictObject({
          /** Nothing here holds a client back. */
          by: z.literal("none"),
        }),
        z.strictObject({
          /**
           * A BackendTrafficPolicy of Envoy Gateway, counted for each client address, in the Redis that Envoy Gateway's own
           * `rateLimit.backend` names: without one it does not accept the policy, and holds nobody back.
           */
          by: z.literal("envoy-gateway"),
          /** Requests per second that one client address may send. @default 100 */
          requestsPerSecond: count(1, 1_000_000).default(100),
        }),
      ])
      .prefault({ by: "none" }),
    /** For the whole of a request. @default "30s" */
    requestTimeout: wholeSeconds("1s", "1h").default("30s"),
    /** Publishes `/metrics` to the internet. Leave it off: Prometheus scrapes inside the cluster. @default false */
    publishMetrics: flag.default(false),
  }),
]);

/** What brings people to the API, in one of these ways. */
export interface Exposed<Via extends "gateway" | "ingress"> {
  readonly host: string;
  readonly cluster: Cluster;
  readonly exposure: Extract<z.output<typeof exposureProps>, { via: Via }>;
}
