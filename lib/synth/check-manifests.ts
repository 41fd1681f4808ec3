import type { Prerequisite } from "../kubernetes/prerequisite";
import type { Fault } from "../validation/fault";
import { type Manifest, describe } from "./manifest";
import { referencesOf } from "./references";

/** What stands behind a name: the keys that can be read, or "any" where they are not ours to know. */
type Providers = ReadonlyMap<string, ReadonlySet<string> | "any">;

const id = (kind: string, namespace: string | undefined, name: string) =>
  `${kind} ${namespace ?? ""}/${name}`;

const builtIn =
  /^(ClusterRole \/system:|PriorityClass \/system-|Role kube-system\/extension-apiserver-authentication-reader$|ServiceAccount kube-system\/horizontal-pod-autoscaler$|ConfigMap [^/]*\/kube-root-ca\.crt$)/;

const certificateKeys = ["tls.crt", "tls.key", "ca.crt"];

function keysOf(manifest: Manifest): ReadonlySet<string> | "any" {
  if (manifest.kind === "ConfigMap" || manifest.kind === "Secret") {
    return new Set(
      ["data", "binaryData", "stringData"].flatMap((field) => Object.keys((manifest[field] ?? {}) as object)),
    );
  }
  if (manifest.kind === "Service") {
    const ports = (manifest["spec"] as { ports?: { name?: string; port: number }[] }).ports ?? [];
    return new Set(ports.flatMap(({ name, port }) => [String(name), String(port)]));
  }
  return "any";
}

function madeSecret({ kind, spec }: Manifest): readonly [name: string, keys: readonly string[]] | undefined {
  if (kind === "Certificate") return [(spec as { secretName: string }).secretName, certificateKeys];
  if (kind !== "ExternalSecret") return undefined;
  const { target, data } = spec as { target: { name: string }; data: { secretKey: string }[] };
  return [target.name, data.map(({ secretKey }) => secretKey)];
}

function providersOf(manifests: readonly Manifest[], prerequisites: readonly Prerequisite[]): Providers {
  const providers = new Map<string, ReadonlySet<string> | "any">();
  for (const manifest of manifests) {
    const { kind, metadata } = manifest;
    providers.set(id(kind, metadata.namespace, metadata.name), keysOf(manifest));
    const [name, keys] = madeSecret(manifest) ?? [];
    if (name !== undefined) providers.set(id("Secret", metadata.namespace, name), new Set(keys));
  }
  for (const { kind, namespace, name, detail } of prerequisites) {
    if (kind === "secret") providers.set(id("Secret", namespace, name), new Set(detail?.split(",") ?? []));
    if (kind === "claim") providers.set(id("PersistentVolumeClaim", namespace, name), "any");
    if (kind === "clusterissuer") providers.set(id("ClusterIssuer", undefined, name), "any");
  }
  return providers;
}

function missingReferences(environment: string, manifests: readonly Manifest[], providers: Providers) {
  return manifests.flatMap((manifest) =>
    referencesOf(manifest).flatMap(({ kind, namespace, name, key, field }): Fault[] => {
      const target = id(kind, namespace, name);
      const keys = providers.get(target);
      if (builtIn.test(target) || keys === "any") return [];
      const path = `${environment}: ${describe(manifest)} ${field}`;
      if (keys === undefined) {
        const remedy = `names a ${kind} that is neither synthesized here nor a prerequisite`;
        return [{ path, value: name, remedy }];
      }
      if (key === undefined || keys.has(String(key))) return [];
      return [{ path, value: key, remedy: `is not in ${kind} ${name}, which has ${[...keys].join(", ")}` }];
    }),
  );
}

/** The API server takes longer names for some kinds, but labels, DNS and pods' names that are made of them do not. */
const longestName = 63;

/** Checks that need the whole of an environment's objects: nothing twice, nothing missing, no name too long. */
export function checkManifests(
  environment: string,
  manifests: readonly Manifest[],
  prerequisites: readonly Prerequisite[],
): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const manifest of manifests) {
    const inWords = describe(manifest);
    const fault = (remedy: string) => faults.push({ path: `${environment}: ${inWords}`, remedy });
    if (seen.has(inWords)) {
      fault("is there twice, and the second would silently replace the first: give one another name");
    }
    seen.add(inWords);
    const { length } = manifest.metadata.name;
    if (length > longestName) {
      fault(`has a name of ${String(length)} characters: shorten it to ${String(longestName)}`);
    }
  }
  return [...faults, ...missingReferences(environment, manifests, providersOf(manifests, prerequisites))];
}
