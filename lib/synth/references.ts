import { type Manifest, clusterScoped } from "./manifest";

export interface Reference {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;

  /** The key of a ConfigMap or Secret that is read, the port of a Service. */
  readonly key?: string | number | undefined;

  /** Where the reference stands, with names in place of numbers: `spec.template.spec.volumes.tls.secret`. */
  readonly field: string;
}

interface Naming {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly secretName?: string;
  readonly claimName?: string;
  readonly key?: string;
  readonly items?: readonly { readonly key: string }[];
  readonly optional?: boolean;
  readonly port?: number | { readonly name?: string; readonly number?: number };
}

type Named = Pick<Naming, "kind" | "namespace" | "name"> & Pick<Reference, "key">;

/** The keys that are read, or the whole object. What is optional is not counted on. */
const source =
  (kind: "ConfigMap" | "Secret") =>
  ({ secretName, name = secretName, key, items, optional }: Naming): Named[] =>
    optional ? [] : (items ?? [{ key }]).map((item) => ({ kind, name, key: item.key }));

const object =
  (otherwise?: string) =>
  ({ kind = otherwise, namespace, name, port }: Naming): Named[] => {
    const key = typeof port === "object" ? (port.name ?? port.number) : port;
    return [{ kind, namespace, name, key }];
  };

const names: Readonly<Record<string, string>> = {
  priorityClassName: "PriorityClass",
  serviceAccountName: "ServiceAccount",
  serviceName: "Service",
};

/** Fields that name objects, each one or a list, by what they are called in every kind of object. */
const fields = new Map<string, (value: Naming) => Named[]>([
  ...["configMap", "configMapRef", "configMapKeyRef"].map((field) => [field, source("ConfigMap")] as const),
  ...["secret", "secretRef", "secretKeyRef", "imagePullSecrets", "tls", "certificateRefs"].map(
    (field) => [field, source("Secret")] as const,
  ),
  ["persistentVolumeClaim", ({ claimName: name }) => [{ kind: "PersistentVolumeClaim", name }]],
  ["scaleTargetRef", object("Deployment")],
  ["issuerRef", object("Issuer")],
  ["parentRefs", object("Gateway")],
  ["service", object("Service")],
  ["backendRefs", object("Service")],
  ["roleRef", object()],
  ["subjects", (subject) => (subject.kind === "ServiceAccount" ? object()(subject) : [])],
]);

function namedBy(field: string, value: unknown): Named[] {
  if (typeof value === "string") return [{ kind: names[field], name: value }];
  const values = [value].flat().filter((one): one is Naming => typeof one === "object" && one !== null);
  return values.flatMap((one) => fields.get(field)?.(one) ?? []);
}

function referencesIn(value: unknown, place: string): Reference[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]: [string, unknown]): Reference[] => {
    const step = Array.isArray(value) ? ((child as Naming | null)?.name ?? key) : key;
    const field = place === "" ? step : `${place}.${step}`;
    return [
      ...namedBy(key, child).flatMap(({ kind, name, ...more }) =>
        kind !== undefined && name !== undefined ? [{ kind, name, field, ...more }] : [],
      ),
      ...referencesIn(child, field),
    ];
  });
}

/** Everything that a manifest counts on by name. */
export function referencesOf(manifest: Manifest): Reference[] {
  const { spec, roleRef, subjects } = manifest as Readonly<Record<string, unknown>>;
  return referencesIn({ spec, roleRef, subjects }, "").map((reference) => {
    const { kind, namespace = manifest.metadata.namespace } = reference;
    return { ...reference, namespace: clusterScoped.has(kind) ? undefined : namespace };
  });
}
