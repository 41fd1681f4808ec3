import { until } from "../until";
import { startLoad } from "./load";
import { readManifests } from "./manifests";
import { processOf, readyPods } from "./pods";
import type { NodeStage } from "./scenario";
import { endVisitors, startVisitors } from "./visitors";
import { apiOf, client, identifyUrl } from "./workloads";

/**
 * Has load through the Service start more pods of the API, by way of Prometheus, prometheus-adapter and the autoscaler,
 * and has its end take them away.
 *
 * @returns what was measured
 */
export async function moveAutoscaler({ cluster, processes, report, signal }: NodeStage): Promise<string> {
  const { api, manifests } = cluster;
  const { metadata, spec } = apiOf(manifests).deployment;
  const { namespace = "" } = metadata;
  const autoscaler = readManifests(manifests).find(
    (object) =>
      object["kind"] === "HorizontalPodAutoscaler" && object["spec"].scaleTargetRef.name === metadata.name,
  );
  if (!autoscaler) throw new Error("the API has no autoscaler");
  const { minReplicas, metrics }: { minReplicas: number; metrics: any[] } = autoscaler["spec"];
  const requests = ({ type }: { readonly type: string }) => type === "Pods";
  const target = Number(metrics.find(requests).pods.target.averageValue);
  const ready = async () => (await readyPods(api, namespace, spec.template.metadata.labels)).length;
  const rate = target * (minReplicas + 1);
  await until("as few pods as may be are ready", 600, async () => (await ready()) === minReplicas, signal);
  const [visitor] = await startVisitors(cluster, [client]);
  if (!visitor) throw new Error("the client did not start");
  report(`N3: ${rate} requests a second`);
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
        const { status } = await api.get(
          `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${autoscaler.metadata.name}`,
        );
        const seen: string = status.currentMetrics.find(requests).pods.current.averageValue;
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
  report(`N3: ${more}`);
  await until("as few pods as before are ready", 900, async () => (await ready()) === minReplicas, signal);
  return `${more}, ${minReplicas} again after ${seconds()} s`;
}
