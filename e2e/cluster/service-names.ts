import type { Api } from "./api";

/** The DNS names of the Services of a cluster and their addresses, as the cluster's DNS would answer. */
export async function serviceNames(api: Api): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { metadata, spec } of await api.list("/api/v1/services")) {
    if (spec.clusterIP === "None") continue;
    const short = `${metadata.name}.${metadata.namespace}.svc`;
    names.set(short, spec.clusterIP).set(`${short}.cluster.local`, spec.clusterIP);
  }
  return names;
}
