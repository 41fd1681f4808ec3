import { type Manifest, podTemplateOf } from "./manifest";

/** One object counting on another. */
export interface Reference {
  readonly kind: string;

  /** Undefined for objects of the cluster. */
  readonly namespace?: string | undefined;
  readonly name: string;

  /** The key of a ConfigMap or Secret that is read, the port of a Service. */
  readonly key?: string | number | undefined;

  /** Where the reference stands. */
  readonly field: string;
}

type Found = Omit<Reference, "namespace">;

function fromVolume(volume: any, field: string): Found[] {
  const items = (source: any, kind: string, name: string): Found[] =>
    source.optional
      ? []
      : source.items?.length
        ? source.items.map((item: any) => ({ kind, name, key: item.key, field }))
        : [{ kind, name, field }];
  return [
    ...(volume.configMap ? items(volume.configMap, "ConfigMap", volume.configMap.name) : []),
    ...(volume.secret ? items(volume.secret, "Secret", volume.secret.secretName) : []),
    ...(volume.persistentVolumeClaim
      ? [{ kind: "PersistentVolumeClaim", name: volume.persistentVolumeClaim.claimName, field }]
      : []),
    ...(volume.projected?.sources ?? []).flatMap((source: any) => [
      ...(source.configMap ? items(source.configMap, "ConfigMap", source.configMap.name) : []),
      ...(source.secret ? items(source.secret, "Secret", source.secret.name) : []),
    ]),
  ];
}

function fromContainer(container: any, field: string): Found[] {
  const one = (ref: any, kind: string, where: string): Found[] =>
    ref && !ref.optional ? [{ kind, name: ref.name, key: ref.key, field: where }] : [];
  return [
    ...(container.env ?? []).flatMap((env: any) => [
      ...one(env.valueFrom?.configMapKeyRef, "ConfigMap", `${field}.env.${String(env.name)}`),
      ...one(env.valueFrom?.secretKeyRef, "Secret", `${field}.env.${String(env.name)}`),
    ]),
    ...(container.envFrom ?? []).flatMap((env: any) => [
      ...one(env.configMapRef, "ConfigMap", `${field}.envFrom`),
      ...one(env.secretRef, "Secret", `${field}.envFrom`),
    ]),
  ];
}

function fromPod(spec: any): Found[] {
  return [
    ...(spec.serviceAccountName
      ? [{ kind: "ServiceAccount", name: spec.serviceAccountName, field: "serviceAccountName" }]
      : []),
    ...(spec.imagePullSecrets ?? []).map((secret: any) => ({
      kind: "Secret",
      name: secret.name,
      field: "imagePullSecrets",
    })),
    ...(spec.volumes ?? []).flatMap((volume: any) => fromVolume(volume, `volumes.${String(volume.name)}`)),
    ...[...(spec.initContainers ?? []), ...(spec.containers ?? [])].flatMap((container: any) =>
      fromContainer(container, `containers.${String(container.name)}`),
    ),
  ];
}

const byKind: Readonly<Record<string, (spec: any, manifest: Manifest) => Found[]>> = {
  Ingress: (spec) => [
    ...(spec.tls ?? []).map((tls: any) => ({ kind: "Secret", name: tls.secretName, field: "spec.tls" })),
    ...(spec.rules ?? []).flatMap((rule: any) =>
      (rule.http?.paths ?? []).map((path: any) => ({
        kind: "Service",
        name: path.backend.service.name,
        key: path.backend.service.port.name ?? path.backend.service.port.number,
        field: `spec.rules ${String(path.path)}`,
      })),
    ),
  ],
  HorizontalPodAutoscaler: (spec) => [
    { kind: spec.scaleTargetRef.kind, name: spec.scaleTargetRef.name, field: "spec.scaleTargetRef" },
  ],
  ScaledObject: (spec) => [
    {
      kind: spec.scaleTargetRef.kind ?? "Deployment",
      name: spec.scaleTargetRef.name,
      field: "spec.scaleTargetRef",
    },
  ],
  StatefulSet: (spec) => [{ kind: "Service", name: spec.serviceName, field: "spec.serviceName" }],
  Certificate: (spec) => [{ kind: spec.issuerRef.kind, name: spec.issuerRef.name, field: "spec.issuerRef" }],
  Gateway: (spec) =>
    (spec.listeners ?? []).flatMap((listener: any) =>
      (listener.tls?.certificateRefs ?? []).map((ref: any) => ({
        kind: "Secret",
        name: ref.name,
        field: `spec.listeners.${String(listener.name)}`,
      })),
    ),
  HTTPRoute: (spec) => [
    ...(spec.parentRefs ?? []).map((ref: any) => ({
      kind: ref.kind ?? "Gateway",
      name: ref.name,
      field: "spec.parentRefs",
    })),
    ...(spec.rules ?? []).flatMap((rule: any) =>
      (rule.backendRefs ?? []).map((ref: any) => ({
        kind: "Service",
        name: ref.name,
        key: ref.port,
        field: "spec.rules.backendRefs",
      })),
    ),
  ],
};

const clusterKinds = new Set(["ClusterRole", "ClusterIssuer", "ClusterSecretStore"]);

/** Everything that a manifest counts on by name. */
export function referencesOf(manifest: Manifest): Reference[] {
  const { namespace } = manifest.metadata;
  const pod = podTemplateOf(manifest);
  const found: Found[] = [
    ...(pod ? fromPod(pod.spec) : []),
    ...(byKind[manifest.kind]?.(manifest["spec"], manifest) ?? []),
    ...(manifest["roleRef"]
      ? [{ kind: manifest["roleRef"].kind, name: manifest["roleRef"].name, field: "roleRef" }]
      : []),
  ];
  const subjects: Reference[] = (manifest["subjects"] ?? [])
    .filter((subject: any) => subject.kind === "ServiceAccount")
    .map((subject: any) => ({
      kind: "ServiceAccount",
      namespace: subject.namespace,
      name: subject.name,
      field: "subjects",
    }));
  return [
    ...found.map((reference) => ({
      ...reference,
      namespace: clusterKinds.has(reference.kind) ? undefined : namespace,
    })),
    ...subjects,
  ];
}
