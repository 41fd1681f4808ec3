import { fingerprintApi } from "../../contracts/components";
import type { KubeObject } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { underLoad } from "./load";
import type { NodeStage } from "./scenario";

export async function autoscalerOf({ api }: Cluster): Promise<KubeObject> {
  const { namespace, name } = fingerprintApi;
  const all = await api.list(`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`);
  const [own, ...others] = all.filter(({ spec }) => spec.scaleTargetRef.name === name);
  if (!own || others.length > 0) throw new Error(`the API has ${own ? 1 + others.length : 0} autoscalers`);
  return own;
}

/**
 * Of an autoscaler's metrics the one that counts requests: one of the pods, or an external one where KEDA serves it.
 * Throws where there is none, as there is none yet after an autoscaler's start.
 */
function requestsOf(metrics: readonly any[]): any {
  const found = metrics.map(({ pods, external }) => pods ?? external).find((metric) => metric !== undefined);
  if (found === undefined) throw new Error("the autoscaler has no metric of requests");
  return found;
}

/**
 * Has load through the Service start more pods of the API, by way of Prometheus, of who serves its metrics to
 * the autoscaler, and of the autoscaler, and has its end take them away.
 *
 * @returns what was measured
 */
export async function moveAutoscaler(stage: NodeStage): Promise<string> {
  const { cluster, report, until } = stage;
  const { spec } = await autoscalerOf(cluster);
  const minReplicas = Number(spec.minReplicas);
  const target = Number(requestsOf(spec.metrics).target.averageValue);
  const ready = async () => (await cluster.servingPods(fingerprintApi)).length;
  const rate = target * (minReplicas + 1);
  await until("as few pods as may be are ready", 600, async () => (await ready()) === minReplicas);
  report(`${rate} requests a second`);
  let since = 0;
  const seconds = () => Math.round((Date.now() - since) / 1000);
  await underLoad(stage, { name: "load", rate }, async () => {
    since = Date.now();
    await until(`the autoscaler sees more than ${target} requests a second and pod`, 240, async () => {
      const { currentMetrics } = (await autoscalerOf(cluster))["status"];
      const seen: string = requestsOf(currentMetrics).current.averageValue;
      return Number.parseInt(seen) / (seen.endsWith("m") ? 1000 : 1) > target;
    });
    await until("more pods are ready", 240, async () => (await ready()) > minReplicas);
  });
  const more = `${await ready()} pods after ${seconds()} s of ${rate} requests a second`;
  report(more);
  await until("as few pods as before are ready", 900, async () => (await ready()) === minReplicas);
  return `${more}, ${minReplicas} again after ${seconds()} s`;
}
