import type { k8s } from "cdk8s-plus-28";
import type * as certManager from "../../imports/cert-manager.io";
import type * as gateway from "../../imports/gateway.networking.k8s.io";
import type * as keda from "../../imports/keda.sh";
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

/** What a ConfigMap or Secret is read by, wherever that stands in a pod. */
interface Source {
  readonly name?: string | undefined;
  readonly key?: string;
  readonly items?: readonly { readonly key: string }[];
  readonly optional?: boolean;
}

/** The keys that are read, or the whole object. What is optional is not counted on. */
function fromSource(source: Source | undefined, kind: "ConfigMap" | "Secret", field: string): Found[] {
  const { name, optional, items } = source ?? {};
  if (name === undefined || optional) return [];
  const keys = items?.length ? items.map(({ key }) => key) : [source?.key];
  return keys.map((key) => ({ kind, name, key, field }));
}

function fromVolume({
  name,
  configMap,
  secret,
  persistentVolumeClaim: claim,
  projected,
}: k8s.Volume): Found[] {
  const field = `volumes.${name}`;
  return [
    ...fromSource(configMap, "ConfigMap", field),
    ...fromSource(secret && { ...secret, name: secret.secretName }, "Secret", field),
    ...(claim ? [{ kind: "PersistentVolumeClaim", name: claim.claimName, field }] : []),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...fromSource(source.configMap, "ConfigMap", field),
      ...fromSource(source.secret, "Secret", field),
    ]),
  ];
}

function fromContainer({ name, env = [], envFrom = [] }: k8s.Container): Found[] {
  const field = `containers.${name}`;
  return [
    ...env.flatMap(({ name: variable, valueFrom }) => [
      ...fromSource(valueFrom?.configMapKeyRef, "ConfigMap", `${field}.env.${variable}`),
      ...fromSource(valueFrom?.secretKeyRef, "Secret", `${field}.env.${variable}`),
    ]),
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...fromSource(configMapRef, "ConfigMap", `${field}.envFrom`),
      ...fromSource(secretRef, "Secret", `${field}.envFrom`),
    ]),
  ];
}

function fromPod(spec: k8s.PodSpec): Found[] {
  const {
    serviceAccountName: account,
    priorityClassName: priority,
    imagePullSecrets = [],
    volumes = [],
  } = spec;
  return [
    ...(account ? [{ kind: "ServiceAccount", name: account, field: "serviceAccountName" }] : []),
    ...(priority ? [{ kind: "PriorityClass", name: priority, field: "priorityClassName" }] : []),
    ...imagePullSecrets.flatMap((secret) => fromSource(secret, "Secret", "imagePullSecrets")),
    ...volumes.flatMap(fromVolume),
    ...[...(spec.initContainers ?? []), ...spec.containers].flatMap(fromContainer),
  ];
}

/** As much of each kind's spec as names other objects. */
interface Specs {
  readonly Ingress: k8s.IngressSpec;
  readonly HorizontalPodAutoscaler: k8s.HorizontalPodAutoscalerSpecV2;
  readonly ScaledObject: keda.ScaledObjectSpec;
  readonly StatefulSet: k8s.StatefulSetSpec;
  readonly Certificate: certManager.CertificateSpec;
  readonly Gateway: gateway.GatewaySpec;
  readonly HTTPRoute: gateway.HttpRouteSpec;
}

const byKind: { readonly [Kind in keyof Specs]: (spec: Specs[Kind]) => Found[] } = {
  Ingress: ({ tls = [], rules = [] }) => [
    ...tls.flatMap(({ secretName }) => fromSource({ name: secretName }, "Secret", "spec.tls")),
    ...rules
      .flatMap(({ http }) => http?.paths ?? [])
      .flatMap(({ path, backend: { service } }) =>
        service
          ? [
              {
                kind: "Service",
                name: service.name,
                key: service.port?.name ?? service.port?.number,
                field: `spec.rules ${path ?? "/"}`,
              },
            ]
          : [],
      ),
  ],
  HorizontalPodAutoscaler: ({ scaleTargetRef: { kind, name } }) => [
    { kind, name, field: "spec.scaleTargetRef" },
  ],
  ScaledObject: ({ scaleTargetRef: { kind = "Deployment", name } }) => [
    { kind, name, field: "spec.scaleTargetRef" },
  ],
  StatefulSet: ({ serviceName }) => [{ kind: "Service", name: serviceName, field: "spec.serviceName" }],
  Certificate: ({ issuerRef: { kind = "Issuer", name } }) => [{ kind, name, field: "spec.issuerRef" }],
  Gateway: ({ listeners }) =>
    listeners.flatMap(({ name: listener, tls }) =>
      (tls?.certificateRefs ?? []).map(({ name }) => ({
        kind: "Secret",
        name,
        field: `spec.listeners.${listener}`,
      })),
    ),
  HTTPRoute: ({ parentRefs = [], rules = [] }) => [
    ...parentRefs.map(({ kind = "Gateway", name }) => ({ kind, name, field: "spec.parentRefs" })),
    ...rules
      .flatMap(({ backendRefs }) => backendRefs ?? [])
      .map(({ name, port }) => ({ kind: "Service", name, key: port, field: "spec.rules.backendRefs" })),
  ],
};

function fromSpec(kind: string, spec: never): Found[] {
  return kind in byKind ? byKind[kind as keyof Specs](spec) : [];
}

const clusterKinds = new Set(["ClusterRole", "ClusterIssuer", "ClusterSecretStore", "PriorityClass"]);

/** Everything that a manifest counts on by name. */
export function referencesOf(manifest: Manifest): Reference[] {
  const { namespace } = manifest.metadata;
  const pod = podTemplateOf(manifest);
  const roleRef = manifest["roleRef"] as k8s.RoleRef | undefined;
  const subjects = (manifest["subjects"] ?? []) as readonly k8s.Subject[];
  const found: Found[] = [
    ...(pod ? fromPod(pod.spec as k8s.PodSpec) : []),
    ...fromSpec(manifest.kind, manifest["spec"] as never),
    ...(roleRef ? [{ kind: roleRef.kind, name: roleRef.name, field: "roleRef" }] : []),
  ];
  return [
    ...found.map((reference) => ({
      ...reference,
      namespace: clusterKinds.has(reference.kind) ? undefined : namespace,
    })),
    ...subjects
      .filter(({ kind }) => kind === "ServiceAccount")
      .map((subject) => ({
        kind: subject.kind,
        namespace: subject.namespace,
        name: subject.name,
        field: "subjects",
      })),
  ];
}
