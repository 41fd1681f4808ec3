import type { k8s } from "cdk8s-plus-28";
import type { HttpRouteSpec } from "../../imports/gateway.networking.k8s.io";
import { type Manifest, describe } from "../../lib/synth/manifest";

/** One way from outside to a Service. */
export interface Route {
  readonly host: string;
  readonly path: string;
  /** The path alone, without what lies below it. */
  readonly exact: boolean;
  readonly service: string;
}

const anyHost = "any host";

function ingressRoutes({ rules = [] }: k8s.IngressSpec): Route[] {
  return rules.flatMap(({ host = anyHost, http }) =>
    (http?.paths ?? []).map(({ path = "/", pathType, backend }) => {
      return { host, path, exact: pathType === "Exact", service: backend.service?.name ?? "" };
    }),
  );
}

function gatewayRoutes({ hostnames = [anyHost], rules = [] }: HttpRouteSpec): Route[] {
  return hostnames.flatMap((host) =>
    rules.flatMap(({ matches = [{}], backendRefs = [] }) =>
      matches.flatMap(({ path: { type, value: path = "/" } = {} }) =>
        backendRefs.map(({ name: service }) => ({ host, path, exact: String(type) === "Exact", service })),
      ),
    ),
  );
}

/** Every way that one object opens from outside. */
export function routesOf(manifest: Manifest): Route[] {
  if (manifest.kind === "Ingress") return ingressRoutes(manifest["spec"] as k8s.IngressSpec);
  if (manifest.kind === "HTTPRoute") return gatewayRoutes(manifest["spec"] as HttpRouteSpec);
  return [];
}

/** A route in words: `api.example.com/ (exactly) → Service fingerprint-api`. */
export const routeLine = ({ host, path, exact, service }: Route) =>
  `${host}${path}${exact ? " (exactly)" : ""} → Service ${service}`;

/** Services that leave the cluster by themselves. */
export function openServices(manifests: readonly Manifest[]): string[] {
  return manifests
    .filter(({ kind }) => kind === "Service")
    .flatMap((service) => {
      const { type = "ClusterIP" } = service["spec"] as { type?: string };
      return type === "ClusterIP" ? [] : [`${describe(service)} is a ${type}`];
    });
}

/** Hosts of Ingresses whose traffic is not encrypted. */
export function plainHosts(manifests: readonly Manifest[]): string[] {
  return manifests
    .filter(({ kind }) => kind === "Ingress")
    .flatMap((manifest) => {
      const { tls = [] } = manifest["spec"] as k8s.IngressSpec;
      const encrypted = new Set(tls.flatMap(({ hosts = [] }) => hosts));
      return routesOf(manifest).flatMap(({ host }) => (encrypted.has(host) ? [] : [host]));
    });
}

/** What an environment shows outside of its cluster: hosts and paths, and Services that leave the cluster. */
export function published(manifests: readonly Manifest[]): string[] {
  return [...manifests.flatMap(routesOf).map(routeLine), ...openServices(manifests)];
}
