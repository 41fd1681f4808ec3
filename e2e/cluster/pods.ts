import type { Pods } from "../../contracts/component";
import type { KubeObject } from "./api";

/** Whether a node, a pod or whatever else says so is ready. */
export const isReady = ({ status }: KubeObject): boolean =>
  (status.conditions ?? []).some(({ type, status: is }: any) => type === "Ready" && is === "True");

/** Whether a pod gets requests: ready, and not about to end. */
export const isServing = (pod: KubeObject): boolean =>
  pod.metadata["deletionTimestamp"] === undefined && isReady(pod);

/** Whether a pod counts for a workload: neither ended nor about to. */
export const isActive = (pod: KubeObject): boolean =>
  pod.metadata["deletionTimestamp"] === undefined && !["Succeeded", "Failed"].includes(pod["status"].phase);

/** Labels as a selector, such as `a=b,c=d`. */
export const selectorOf = ({ podLabels }: Pods): string =>
  Object.entries(podLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/** Path of the pods of a component. */
export const podsPath = (pods: Pods): string =>
  `/api/v1/namespaces/${pods.namespace}/pods?labelSelector=${encodeURIComponent(selectorOf(pods))}`;
