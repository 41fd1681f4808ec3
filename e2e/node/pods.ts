import type { Cluster } from "../cluster/cluster";
import type { KubeObject } from "../cluster/api";
import { isServing } from "../cluster/pods";
import { until } from "../until";
import { processesOf } from "./process-table";

/** A container of a pod as it runs. */
export interface RunningContainer {
  readonly pod: KubeObject;

  /** Its part of the pod's spec. */
  readonly spec: any;
  readonly restarts: number;

  /** Ids of its processes, the first one first. */
  readonly pids: readonly number[];
}

/** The environment's pods that are to run: not those of Jobs that have done their work. */
export async function runningPods(cluster: Cluster): Promise<KubeObject[]> {
  const pods = await cluster.declared("/api/v1/pods");
  return pods.filter(({ status }) => status.phase !== "Succeeded");
}

/** `namespace/name`, for messages. */
export const nameOf = ({ metadata }: KubeObject): string => `${metadata.namespace}/${metadata.name}`;

/** The containers of a pod that run at the moment, without those that prepare it. */
export function runningContainers(pod: KubeObject): RunningContainer[] {
  return (pod["status"].containerStatuses ?? []).flatMap((status: any) => {
    const id = /^containerd:\/\/(.+)$/.exec(status.containerID ?? "")?.[1];
    const spec = pod["spec"].containers.find(({ name }: any) => name === status.name);
    const pids = id === undefined ? [] : processesOf(id);
    return pids.length === 0 ? [] : [{ pod, spec, restarts: status.restartCount, pids }];
  });
}

/** A process in a pod's network. Throws where none runs. */
export function processOf(pod: KubeObject): number {
  const pid = runningContainers(pod)[0]?.pids[0];
  if (pid === undefined) throw new Error(`${nameOf(pod)} has no process`);
  return pid;
}

/** Waits until every pod of the environment is ready. */
export async function allReady(cluster: Cluster, seconds: number): Promise<void> {
  await until("every pod is ready", seconds, async () => {
    // Right after a reboot they are called ready for what they were before.
    const runs = (pod: KubeObject) => runningContainers(pod).length === pod["spec"].containers.length;
    const waiting = (await runningPods(cluster)).filter((pod) => !isServing(pod) || !runs(pod)).map(nameOf);
    if (waiting.length > 0) throw new Error(`${waiting.join(", ")} not ready`);
    return true;
  });
}
