import type { PrerequisiteRow } from "../../operations/manifests/environment-manifests";
import { type Api, ApiError } from "./api";

type Value = (key: string) => string;

/**
 * Makes what the environment needs and does not make itself, except nodes and APIs.
 *
 * @param value What a key of a Secret holds; by default the same text for all.
 */
export async function makeStandIns(
  api: Api,
  prerequisites: readonly PrerequisiteRow[],
  value: Value = () => "stand-in",
): Promise<void> {
  for (const row of prerequisites) {
    const [path, object] = standIns[row.kind]?.(row, value) ?? [];
    if (path === undefined || object === undefined || row.name === "(default)") continue;
    if (row.namespace !== "") await make(api, "/api/v1/namespaces", { metadata: { name: row.namespace } });
    await make(api, path, { metadata: { name: row.name }, ...object });
    if (row.kind === "gatewayclass")
      await api.merge(`${path}/${row.name}/status`, { status: { conditions: [accepted] } });
  }
}

/** What a controller of gateways would say, if there were one. */
const accepted = {
  type: "Accepted",
  status: "True",
  reason: "Simulated",
  message: "simulated",
  lastTransitionTime: new Date().toISOString(),
};

const nobody = "e2e.invalid/simulated";

/** Where an object of each kind is made, and what it holds besides its name. */
const standIns: Readonly<Record<string, (row: PrerequisiteRow, value: Value) => [path: string, object]>> = {
  secret: ({ namespace, detail }, value) => [
    `/api/v1/namespaces/${namespace}/secrets`,
    { stringData: Object.fromEntries(detail.split(",").map((key) => [key, value(key)])) },
  ],
  claim: ({ namespace }) => [
    `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
    { spec: { accessModes: ["ReadOnlyMany"], resources: { requests: { storage: "1Gi" } } } },
  ],
  ingressclass: () => ["/apis/networking.k8s.io/v1/ingressclasses", { spec: { controller: nobody } }],
  gatewayclass: () => [
    "/apis/gateway.networking.k8s.io/v1/gatewayclasses",
    {
      ...{ apiVersion: "gateway.networking.k8s.io/v1", kind: "GatewayClass" },
      spec: { controllerName: nobody },
    },
  ],
  storageclass: () => [
    "/apis/storage.k8s.io/v1/storageclasses",
    { provisioner: nobody, volumeBindingMode: "Immediate", allowVolumeExpansion: true },
  ],
  clusterissuer: () => [
    "/apis/cert-manager.io/v1/clusterissuers",
    { apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer", spec: { selfSigned: {} } },
  ],
};

/** Creates an object unless it is there. */
export async function make(api: Api, path: string, object: object): Promise<void> {
  await api.create(path, object).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  });
}
