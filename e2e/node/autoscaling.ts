import { until } from "../until";
import { startLoad } from "./load";
import { processOf, readyPods } from "./pods";
import type { NodeStage } from "./scenario";
import { endVisitors, startVisitors } from "./visitors";
import { apiOf, autoscalerOf, client, identifyUrl, requestsOf } from "./workloads";

/**
 * Has load through the Service start more pods of the API, by way of Prometheus, of who serves its metrics to
 * the autoscaler, and of the autoscaler, and has its end take them away.
 *
 * @returns what was measured
 */
export async function moveAutoscaler({ cluster, processes, report, signal }: NodeStage): Promise<string> {
  const { api, manifests } = cluster;
  const { metadata, spec } = apiOf(manifests).deployment;
  const { namespace = "" } = metadata;
  const { minReplicas, metrics } = (await autoscalerOf(cluster)).spec;
  const target = Number(requestsOf(metrics).target.averageValue);
  const ready = async () => (await readyPods(api, namespace, spec.template.metadata.labels)).length;
  const rate = target * (minReplicas + 1);
  await until("as few pods as may be are ready", 600, async () => (await ready()) === minReplicas, signal);
  const [visitor] = await startVisitors(cluster, [client]);
  if (!visitor) throw new Error("the client did not start");
  report(`${rate} requests a second`);
  const load = startLoad({
    ...{ processes, rate, name: "load", url: await identifyUrl(cluster) },
    pid: processOf(visitor),
  });
  const since = Date.now();
  const seconds = () => Math.round((Date.now() - since) / 1000);
  try {
    await until(
      `the autoscaler sees more than ${target} requests a second and pod`,
      240,
      async () => {
        const { currentMetrics } = (await autoscalerOf(cluster)).status;
        const seen = requestsOf(currentMetrics).current.averageValue;
        return Number.parseInt(seen) / (seen.endsWith("m") ? 1000 : 1) > target;
      },
      signal,
    );
    await until("more pods are ready", 240, async () => (await ready()) > minReplicas, signal);
  } finally {
    await load.stop();
    await endVisitors(cluster, [client]);
  }
  const more = `${await ready()} pods after ${seconds()} s of ${rate} requests a second`;
  report(more);
  await until("as few pods as before are ready", 900, async () => (await ready()) === minReplicas, signal);
  return `${more}, ${minReplicas} again after ${seconds()} s`;
}
