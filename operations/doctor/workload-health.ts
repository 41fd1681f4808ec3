import { type Finding, must, notThere } from "./finding";
import { type Kubectl, type LiveObject, type ObjectName, conditionOf } from "./kubectl";

interface PodStatus {
  readonly phase: string;
  readonly containerStatuses?: readonly {
    readonly state?: { readonly waiting?: { readonly reason?: string } };
  }[];
}

/** What is wrong with a pod, in words; undefined for a ready one. */
export function podFault(pod: LiveObject): string | undefined {
  const { phase, containerStatuses = [] } = pod["status"] as PodStatus;
  if (phase === "Succeeded" || conditionOf(pod, "Ready")?.status === "True") return undefined;
  const waiting = containerStatuses.find(({ state }) => state?.waiting)?.state?.waiting?.reason;
  const scheduled = conditionOf(pod, "PodScheduled");
  const unschedulable = scheduled?.status === "False" ? scheduled.message : undefined;
  return `${pod.metadata.name}: ${waiting ?? unschedulable ?? `${phase}, not ready`}`;
}

/** Whether a workload that should run does. */
export async function workloadHealth(
  kubectl: Kubectl,
  kind: string,
  { namespace = "", name }: ObjectName,
): Promise<Finding> {
  const id = `${kind} ${namespace}/${name}`;
  const live = await kubectl.get(kind, { namespace, name });
  if (!live) return notThere(id);
  const status = (live["status"] ?? {}) as Readonly<Record<string, number | undefined>>;
  const wanted = status["desiredNumberScheduled"] ?? (live["spec"] as { replicas?: number }).replicas ?? 1;
  const ready = status["numberReady"] ?? status["readyReplicas"] ?? 0;
  const found = `${id}: ${String(ready)} of ${String(wanted)} ready`;
  const look = `Look why: kubectl describe ${kind.toLowerCase()} ${name} -n ${namespace}`;
  return must(ready >= wanted, found, look);
}
