import type { Manifest } from "../../lib/synth/manifest";
import { type Finding, fail, pass } from "./finding";
import type { Kubectl, LiveObject } from "./kubectl";

interface Status {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly desiredNumberScheduled?: number;
  readonly numberReady?: number;
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

/** What is wrong with a pod, in words; undefined for a ready one. */
export function podFault(pod: LiveObject): string | undefined {
  const {
    phase,
    conditions = [],
    containerStatuses = [],
  } = pod["status"] as {
    phase: string;
    conditions?: { type: string; status: string; message?: string }[];
    containerStatuses?: ContainerStatus[];
  };
  if (phase === "Succeeded" || conditions.some(({ type, status }) => type === "Ready" && status === "True")) {
    return undefined;
  }
  const waiting = containerStatuses.find(({ state }) => state?.waiting)?.state?.waiting?.reason;
  const unschedulable = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  return `${pod.metadata.name}: ${waiting ?? unschedulable?.message ?? `${phase}, not ready`}`;
}

/** Whether a workload that should run does. */
export async function workloadHealth(kubectl: Kubectl, { kind, metadata }: Manifest): Promise<Finding> {
  const { namespace = "", name } = metadata;
  const id = `${kind} ${namespace}/${name}`;
  const live = await kubectl.get(kind, namespace, name);
  if (!live) return fail(`${id} is not there`, "Apply the environment with deploy.sh.");
  const status = live["status"] as Status | undefined;
  const wanted = status?.desiredNumberScheduled ?? (live["spec"] as { replicas?: number }).replicas ?? 1;
  const ready = status?.numberReady ?? status?.readyReplicas ?? 0;
  return ready >= wanted
    ? pass(`${id}: ${String(ready)} of ${String(wanted)} ready`)
    : fail(
        `${id}: ${String(ready)} of ${String(wanted)} ready`,
        `Look why: kubectl describe ${kind.toLowerCase()} ${name} -n ${namespace}`,
      );
}
