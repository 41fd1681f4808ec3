import type { Cluster } from "../cluster/cluster";
import type { Api, KubeObject } from "../cluster/api";
import { until } from "../until";
import { processesOf } from "./process-table";
import type { Workload } from "./workloads";

/** A container of a pod as it runs. */
export interface RunningContainer {
  readonly pod: KubeObject;

  /** Its part of the pod's spec. */
  readonly spec: any;
  readonly restarts: number;

  /** Ids of its processes, the first one first. */
  readonly pids: readonly number[];
}

/** The pods of the namespaces that an environment makes. */
export async function podsOf({ api, environment }: Cluster): Promise<KubeObject[]> {
  const selector = encodeURIComponent(`environment=${environment}`);
  const namespaces = await api.list(`/api/v1/namespaces?labelSelector=${selector}`);
  const pods = await Promise.all(
    namespaces.map(({ metadata }) => api.list(`/api/v1/namespaces/${metadata.name}/pods`)),
  );
  return pods.flat();
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

/** The pods with these labels that are ready, each with its processes. */
export async function readyPods(
  api: Api,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): Promise<KubeObject[]> {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector.join(","))}`;
  return (await api.list(path)).filter(isReady);
}

/** The first ready pod of a workload. Throws where there is none. */
export async function aReadyPod({ api }: Cluster, { namespace, labels }: Workload): Promise<KubeObject> {
  const [pod] = await readyPods(api, namespace, labels);
  if (!pod) throw new Error(`${namespace} has no ready pod with ${JSON.stringify(labels)}`);
  return pod;
}

/** Whether a pod is ready and not about to end. */
export const isReady = ({ metadata, status }: KubeObject): boolean =>
  metadata["deletionTimestamp"] === undefined &&
  (status.conditions ?? []).some(({ type, status: is }: any) => type === "Ready" && is === "True");

/** Waits until every pod of the environment is ready. */
export async function allReady(cluster: Cluster, seconds: number): Promise<void> {
  await until("every pod is ready", seconds, async () => {
    const pods = (await podsOf(cluster)).filter(({ status }) => status.phase !== "Succeeded");
    // Right after a reboot they are called ready for what they were before.
    const runs = (pod: KubeObject) => runningContainers(pod).length === pod["spec"].containers.length;
    const waiting = pods.filter((pod) => !isReady(pod) || !runs(pod)).map(nameOf);
    if (waiting.length > 0) throw new Error(`${waiting.join(", ")} not ready`);
    return true;
  });
}
