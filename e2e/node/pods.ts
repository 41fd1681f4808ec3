import { runProgram } from "../../verify/run-program";
import type { KubeObject } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { isServing } from "../cluster/pods";
import { until } from "../until";
import { cgroupsOf, processes } from "./process-table";

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
    const pids = id === undefined ? [] : processes((pid) => cgroupsOf(pid).includes(`/${id}\n`));
    return pids.length === 0 ? [] : [{ pod, spec, restarts: status.restartCount, pids }];
  });
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

/** Words for nsenter to run a program of this machine in a pod's network. Throws where nothing of the pod runs. */
export function inNetworkOf(pod: KubeObject, ...command: string[]): string[] {
  const pid = runningContainers(pod)[0]?.pids[0];
  if (pid === undefined) throw new Error(`${nameOf(pod)} has no process`);
  return [`--target=${pid}`, "--net", ...command];
}

interface AskOptions {
  /** Posted as JSON. @default nothing, and it is a GET */
  readonly body?: object;

  /** Asks over HTTPS, as a user, such as `elastic:password`. @default over HTTP, as nobody */
  readonly user?: string;

  /** More words for curl. @default none */
  readonly words?: readonly string[];
}

/**
 * Asks a pod's first port over HTTP, or HTTPS, from inside the pod's own network, where no policy is in the way.
 *
 * @param path Path and query, with a slash at its beginning.
 * @returns what the JSON of the answer says
 */
export async function askIn(
  pod: KubeObject,
  path: string,
  { body, user, words = [] }: AskOptions = {},
): Promise<any> {
  const { containerPort } = pod["spec"].containers[0].ports[0];
  const url = `${user === undefined ? "http" : "https"}://localhost:${containerPort}${path}`;
  // The password must not be an argument, and the certificate is not for this name.
  const config = ["--config", "-", "--insecure", "--silent", "--show-error", "--max-time", "20"];
  const json = body ? ["--header", "Content-Type: application/json", "--data", JSON.stringify(body)] : [];
  const command = inNetworkOf(pod, "curl", ...config, "--fail-with-body", ...json, ...words, url);
  const input = user === undefined ? "" : `user = "${user}"`;
  const { stdout } = await runProgram("nsenter", command, { input });
  return stdout === "" ? undefined : JSON.parse(stdout);
}

export async function query(prometheus: KubeObject, expression: string): Promise<readonly any[]> {
  const { data } = await askIn(prometheus, `/api/v1/query?query=${encodeURIComponent(expression)}`);
  return data.result;
}
