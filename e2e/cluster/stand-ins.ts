import { type Api, ApiError } from "./api";
import type { PrerequisiteRow } from "../../operations/manifests/environment-manifests";

/**
 * Makes what the environment needs and does not make itself, except nodes and APIs.
 *
 * @param value What a key of a Secret or ConfigMap holds; by default the same text for all.
 */
export async function makeStandIns(
  api: Api,
  prerequisites: readonly PrerequisiteRow[],
  value: Value = () => "stand-in",
): Promise<void> {
  for (const prerequisite of prerequisites) await makers[prerequisite.kind]?.(api, prerequisite, value);
}

type Value = (key: string) => string;
type Maker = (api: Api, prerequisite: PrerequisiteRow, value: Value) => Promise<void>;

/** A condition of an object that nobody works on. */
export const condition = (type: string) => ({
  type,
  status: "True",
  reason: "Simulated",
  message: "simulated",
  lastTransitionTime: new Date().toISOString(),
});

const makers: Readonly<Record<string, Maker>> = {
  secret: (api, it, value) => makeIn(api, "secrets", it, { stringData: values(it.detail, value) }),
  configmap: (api, it, value) => makeIn(api, "configmaps", it, { data: values(it.detail, value) }),
  claim: (api, it) =>
    makeIn(api, "persistentvolumeclaims", it, {
      spec: { accessModes: ["ReadOnlyMany"], resources: { requests: { storage: "1Gi" } } },
    }),
  ingressclass: (api, { name }) =>
    make(api, "/apis/networking.k8s.io/v1/ingressclasses", {
      metadata: { name },
      spec: { controller: "e2e.invalid/simulated" },
    }),
  gatewayclass: (api, { name }) =>
    makeReady(api, "/apis/gateway.networking.k8s.io/v1/gatewayclasses", "Accepted", {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      metadata: { name },
      spec: { controllerName: "e2e.invalid/simulated" },
    }),
  storageclass: (api, { name }) =>
    name === "(default)"
      ? Promise.resolve()
      : make(api, "/apis/storage.k8s.io/v1/storageclasses", storageClass(name, false)),
  clusterissuer: (api, { name }) =>
    makeReady(api, "/apis/cert-manager.io/v1/clusterissuers", "Ready", {
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      metadata: { name },
      spec: { selfSigned: {} },
    }),
};

const values = (keys: string, value: Value) =>
  Object.fromEntries(keys.split(",").map((key) => [key, value(key)]));

/** A class that binds claims at once, and lets them grow. */
export const storageClass = (name: string, isDefault: boolean) => ({
  metadata: {
    name,
    annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) },
  },
  provisioner: "e2e.invalid/simulated",
  volumeBindingMode: "Immediate",
  allowVolumeExpansion: true,
});

/** Makes an object, and its namespace where there is none. */
async function makeIn(api: Api, kind: string, { namespace, name }: PrerequisiteRow, content: object) {
  await make(api, "/api/v1/namespaces", { metadata: { name: namespace } });
  await make(api, `/api/v1/namespaces/${namespace}/${kind}`, { metadata: { name }, ...content });
}

async function makeReady(
  api: Api,
  path: string,
  type: string,
  object: { readonly metadata: { readonly name: string }; readonly [field: string]: unknown },
): Promise<void> {
  await make(api, path, object);
  await api.merge(`${path}/${object.metadata.name}/status`, { status: { conditions: [condition(type)] } });
}

/** Creates an object unless it is there. */
export async function make(api: Api, path: string, object: object): Promise<void> {
  await api.create(path, object).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  });
}
