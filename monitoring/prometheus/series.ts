import { type Job, jobs } from "../../contracts/jobs";

export interface Scale {
  readonly apiServers: number;
  readonly nodes: number;
  /** Pods of the whole cluster, other people's too. */
  readonly pods: number;
  /** Pods of the API at most. */
  readonly apiPods: number;
}

/** Pods on a node that the estimate counts with; a kubelet takes 110 by default. */
export const podsOfANode = 30;

/** The scale of a cluster whose nodes hold that many pods, and whose control plane survives the loss of a server. */
export const scaleOf = (nodes: number, apiPods: number): Scale => ({
  apiServers: 3,
  nodes,
  pods: nodes * podsOfANode,
  apiPods,
});

/** Series of a job after relabelling: so many at least, and so many for each thing that it tells of. */
interface SeriesOfJob {
  readonly once?: number;
  readonly apiServer?: number;
  readonly node?: number;
  readonly pod?: number;
  readonly apiPod?: number;
}

/** An estimate on the safe side, held against real programs by the end-to-end tests, and real kubelets by those on nodes. */
export const seriesOfJobs: Readonly<Record<Job, SeriesOfJob>> = {
  [jobs.prometheus]: { once: 4_000 },
  [jobs.apiserver]: { apiServer: 10_000 },
  [jobs.kubelet]: { node: 1_500 },
  // The pod's own control group, its sandbox, one container and one network interface.
  [jobs.cadvisor]: { pod: 150 },
  // What runs once, and Filebeat on every node.
  [jobs.pods]: { once: 8_000, node: 150 },
  [jobs.api]: { apiPod: 1_000 },
  [jobs.kubeStateMetrics]: { once: 2_000, node: 60, pod: 60 },
  [jobs.nodeExporter]: { node: 1_200 },
  [jobs.probe]: { once: 50 },
  [jobs.apiserverProbe]: { once: 50 },
  [jobs.certManager]: { once: 1_000 },
};

export function seriesOf(job: Job, { apiServers, nodes, pods, apiPods }: Scale): number {
  const { once = 0, apiServer = 0, node = 0, pod = 0, apiPod = 0 } = seriesOfJobs[job];
  return once + apiServers * apiServer + nodes * node + pods * pod + apiPods * apiPod;
}

export const allSeries = (scale: Scale): number =>
  Object.values(jobs).reduce((sum, job) => sum + seriesOf(job, scale), 0);

/** A Prometheus that holds nothing; and what each series adds, with its samples of three hours and with queries. */
const mebibytesAtRest = 150;
const bytesOfASeries = 6 * 2 ** 10;

/** Memory in Mi that a replica of Prometheus needs at a scale. */
export const memoryFor = (scale: Scale): number =>
  Math.ceil(mebibytesAtRest + (allSeries(scale) * bytesOfASeries) / 2 ** 20);
