import type { KubeObject } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { readManifests } from "./manifests";

/** The API's Deployment and its Service, found by what only the API has: the image of its name. */
export function apiOf(manifests: string): { readonly deployment: KubeObject; readonly service: KubeObject } {
  const objects = readManifests(manifests);
  const deployment = objects.find(
    ({ kind, spec }) =>
      kind === "Deployment" && /(^|\/)fingerprint-api[:@]/.test(spec.template.spec.containers[0].image),
  );
  const service = objects.find(
    ({ kind, metadata, spec }) =>
      kind === "Service" &&
      metadata.namespace === deployment?.metadata.namespace &&
      spec.clusterIP !== "None" &&
      Object.entries(spec.selector ?? {}).every(
        ([key, value]) => deployment?.["spec"].template.metadata.labels[key] === value,
      ),
  );
  if (!deployment || !service) throw new Error("the manifests have no Deployment and Service of the API");
  return { deployment, service };
}

/** How many requests a second a pod is to have, or has. */
interface RequestMetric {
  readonly target: { readonly averageValue: string };
  readonly current: { readonly averageValue: string };
}

/** A metric of an autoscaler: that of requests is one of the pods, or an external one where KEDA serves it. */
interface Metric {
  readonly pods?: RequestMetric;
  readonly external?: RequestMetric;
}

/** As much of a HorizontalPodAutoscaler as scenarios read. */
interface Autoscaler {
  readonly metadata: { readonly ownerReferences?: readonly { readonly kind: string }[] };
  readonly spec: { readonly minReplicas: number; readonly metrics: readonly Metric[] };
  readonly status: { readonly currentMetrics: readonly Metric[] };
}

/** The metric of an autoscaler that counts requests. Throws where there is none, as there is none yet after its start. */
export function requestsOf(metrics: readonly Metric[]): RequestMetric {
  const found = metrics.map(({ pods, external }) => pods ?? external).find((metric) => metric !== undefined);
  if (!found) throw new Error("the autoscaler has no metric of requests");
  return found;
}

/** The one autoscaler that moves the API, as it is in the cluster. */
export async function autoscalerOf({ api, manifests }: Cluster): Promise<Autoscaler> {
  const { namespace = "", name } = apiOf(manifests).deployment.metadata;
  const all = await api.list(`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`);
  const [own, ...others] = all.filter(({ spec }) => spec.scaleTargetRef.name === name);
  if (!own || others.length > 0) throw new Error(`the API has ${own ? 1 + others.length : 0} autoscalers`);
  return own as KubeObject & Autoscaler;
}

/** The ingress controller, or a pod with its labels: it is who may ask the API. */
export const client = {
  namespace: "ingress-nginx",
  name: "load",
  labels: { "app.kubernetes.io/name": "ingress-nginx" },
};

/** Where a client in the cluster asks the API what a fingerprint is. */
export async function identifyUrl({ api, manifests }: Cluster): Promise<string> {
  const { namespace = "", name } = apiOf(manifests).service.metadata;
  const { spec } = await api.get(`/api/v1/namespaces/${namespace}/services/${name}`);
  return `http://${spec.clusterIP}:${spec.ports[0].port}/api/v1/fingerprint/identify`;
}

/** Where a program runs: its namespace and its pods' labels. */
export interface Workload {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The workload of a kind whose first container has an image like the pattern. */
export function workloadOf(manifests: string, kind: string, image: RegExp): Workload {
  const found = readManifests(manifests).find(
    (object) => object["kind"] === kind && image.test(object["spec"].template.spec.containers[0].image),
  );
  if (!found) throw new Error(`the manifests have no ${kind} with an image like ${String(image)}`);
  return { namespace: found.metadata.namespace ?? "", labels: found["spec"].template.metadata.labels };
}
