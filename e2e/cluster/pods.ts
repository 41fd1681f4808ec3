import { type Pods, selectorOf } from "../../contracts/component";
import { conditionOf } from "../../operations/doctor/kubectl";
import type { KubeObject } from "./api";

/** Whether a node, a pod or whatever else says so is ready. */
export const isReady = (object: KubeObject): boolean => conditionOf(object, "Ready")?.status === "True";

/** Whether a pod gets requests: ready, and not about to end. */
export const isServing = (pod: KubeObject): boolean =>
  pod.metadata["deletionTimestamp"] === undefined && isReady(pod);

/** Whether a pod counts for a workload: neither ended nor about to. */
export const isActive = (pod: KubeObject): boolean =>
  pod.metadata["deletionTimestamp"] === undefined && !["Succeeded", "Failed"].includes(pod["status"].phase);

export const podsPath = ({ namespace, podLabels }: Pods): string =>
  `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selectorOf(podLabels))}`;
