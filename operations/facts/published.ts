import type { Manifest } from "../../lib/synth/manifest";

interface IngressSpec {
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: {
      readonly paths: readonly {
        readonly path?: string;
        readonly pathType?: string;
        readonly backend: { readonly service: { readonly name: string } };
      }[];
    };
  }[];
}

interface RouteSpec {
  readonly hostnames?: readonly string[];
  readonly rules?: readonly {
    readonly matches?: readonly { readonly path?: { readonly value?: string } }[];
    readonly backendRefs?: readonly { readonly name: string }[];
  }[];
}

function ingressLines(spec: IngressSpec): string[] {
  return (spec.rules ?? []).flatMap(({ host = "any host", http }) =>
    (http?.paths ?? []).map(
      ({ path = "/", pathType, backend }) =>
        `${host}${path}${pathType === "Exact" ? " (exactly)" : ""} → Service ${backend.service.name}`,
    ),
  );
}

function routeLines({ hostnames = ["any host"], rules = [] }: RouteSpec): string[] {
  return hostnames.flatMap((host) =>
    rules.flatMap(({ matches = [{}], backendRefs = [] }) =>
      matches.flatMap(({ path }) =>
        backendRefs.map(({ name }) => `${host}${path?.value ?? "/"} → Service ${name}`),
      ),
    ),
  );
}

/** What an environment shows outside of its cluster: hosts and paths, and Services that leave the cluster. */
export function published(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap((manifest) => {
    const { kind, metadata } = manifest;
    if (kind === "Ingress") return ingressLines(manifest["spec"] as IngressSpec);
    if (kind === "HTTPRoute") return routeLines(manifest["spec"] as RouteSpec);
    if (kind === "Service") {
      const { type = "ClusterIP" } = manifest["spec"] as { type?: string };
      if (type !== "ClusterIP") return [`Service ${metadata.namespace ?? ""}/${metadata.name} is a ${type}`];
    }
    return [];
  });
}
