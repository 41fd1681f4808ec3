import type { Pods } from "../../contracts/component";
import type { KubeObject } from "./api";

/** Whether a pod gets requests: ready, and not about to end. */
export const isServing = (pod: KubeObject): boolean =>
  pod.metadata["deletionTimestamp"] === undefined &&
  (pod["status"].conditions ?? []).some(({ type, status }: any) => type === "Ready" && status === "True");

/** Whether a pod counts for a workload: neither ended nor about to. */
export const isActive = (pod: KubeObject): boolean =>
  pod.metadata["deletionTimestamp"] === undefined && !["Succeeded", "Failed"].includes(pod["status"].phase);

/** Path of the pods of a component. */
export const podsPath = ({ namespace, podLabels }: Pods): string =>
  `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(
    Object.entries(podLabels)
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
  )}`;
