import { type Finding, must, notThere } from "./checklist";
import { type Kubectl, type LiveObject, type ObjectName, conditionOf } from "./kubectl";

/** What is wrong with pods that are not ready, in words. */
export function podFaults(pods: readonly LiveObject[]): string[] {
  return pods
    .filter((pod) => pod.status?.phase !== "Succeeded" && conditionOf(pod, "Ready")?.status !== "True")
    .map((pod) => {
      const { phase = "not started", containerStatuses = [] } = pod.status ?? {};
      const waiting = containerStatuses.find(({ state }) => state?.waiting)?.state?.waiting?.reason;
      const scheduled = conditionOf(pod, "PodScheduled");
      const unschedulable = scheduled?.status === "False" ? scheduled.message : undefined;
      return `${pod.metadata.name}: ${waiting ?? unschedulable ?? `${phase}, not ready`}`;
    });
}

/** Whether as many pods of a workload are ready as it asks for, or as many as are wanted at least. */
export async function workloadHealth(
  kubectl: Kubectl,
  kind: string,
  { namespace = "", name }: ObjectName,
  least?: number,
): Promise<Finding> {
  const id = `${kind} ${namespace}/${name}`;
  const live = await kubectl.get(kind, { namespace, name });
  if (!live) return notThere(id);
  const { status = {}, spec } = live;
  const wanted = least ?? status.desiredNumberScheduled ?? spec?.replicas ?? 1;
  const ready = status.numberReady ?? status.readyReplicas ?? 0;
  const look = `Look why: kubectl describe ${kind.toLowerCase()} ${name} -n ${namespace}`;
  return must(ready >= wanted, `${id}: ${String(ready)} of ${String(wanted)} ready`, look);
}
