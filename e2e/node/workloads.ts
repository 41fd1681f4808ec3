import type { KubeObject } from "../cluster/api";
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
