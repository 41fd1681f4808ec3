import { setTimeout as pause } from "node:timers/promises";
import { fingerprintApi } from "../../contracts/components";
import { check } from "../check";
import type { Cluster } from "../cluster/cluster";
import { apiAutoscaler, apiDeployments, isAutoscaled } from "../cluster/fingerprint-api";
import { follow } from "../cluster/follow";
import { isServing, podsPath } from "../cluster/pods";
import { startPrometheus } from "../metrics/prometheus";
import { StubApi } from "../metrics/stub-api";
import { type Scenario, stopwatch } from "../scenario";

const { namespace } = fingerprintApi;
const customMetric = `/apis/custom.metrics.k8s.io/v1beta2/namespaces/${namespace}/pods/*/http_requests_per_second`;

export const s06Autoscaling: Scenario = {
  id: "S6",
  title:
    "requests per second and CPU move the replicas to what they ask for, after the windows of its behaviour; CPU still does when the custom metric is missing",
  timeLimit: 700,
  on: (environments) => environments.filter(isAutoscaled).slice(-1),
  async run(stage) {
    const { clusters, cluster, processes, signal, until } = stage;
    if (clusters.length === 0) return "no environment has an autoscaler of Kubernetes' own";
    const { adapter } = cluster.simulation;
    const pods = await follow(cluster.api, podsPath(fingerprintApi));
    const stub = await StubApi.start(fingerprintApi.port("http"), () =>
      pods
        .objects()
        .filter(isServing)
        .map((pod) => pod["status"].podIP as string),
    );
    let wanted = 0;
    const deployment = await follow(cluster.api, apiDeployments, ([object]) => {
      wanted = object!["spec"].replicas;
    });
    try {
      await startPrometheus(stage);
      const { metrics, behavior, ...spec } = (await cluster.api.get(apiAutoscaler))["spec"];
      const minReplicas = spec.minReplicas as number;
      const perPod = Number(metrics.find(({ type }: any) => type === "Pods").pods.target.averageValue);
      check(wanted === minReplicas, `it starts at the minimum, ${minReplicas}`);

      // A quiet start, until the custom metric is there: what comes after is the reaction to load alone.
      stub.load = (minReplicas * perPod) / 2;
      await until("the custom metric is served", 180, async () => {
        const values = await cluster.api.list(customMetric);
        return (
          values.length === minReplicas && values.every(({ value }) => Number(value.replace("m", "")) > 0)
        );
      });
      check(wanted === minReplicas, "half of the target moves nothing");
      const seconds = stopwatch();
      const byRequests = minReplicas + 2;
      stub.load = byRequests * perPod - perPod / 2;
      await until(`${stub.load} requests/s make ${byRequests} replicas`, 330, () => wanted === byRequests);
      const reaction = `${byRequests} replicas after ${seconds()} s of ${stub.load} requests/s`;
      const window = behavior.scaleUp.stabilizationWindowSeconds as number;
      check(seconds() >= window, `it waits out the stabilization window: ${reaction}`);

      // The custom metric goes away, with its API; CPU has to be enough.
      await adapter.stop();
      const byCpu = byRequests + 1;
      await burn(cluster, byCpu / byRequests);
      await until(`CPU makes ${byCpu} replicas or more`, 240, () => wanted >= byCpu);

      // Nothing is left to do, and yet it waits: a short lull must not take pods away.
      stub.load = 0;
      await burn(cluster, 0);
      const reached = wanted;
      await pause(20_000, undefined, { signal });
      check(wanted >= reached, "no pod is taken away within the stabilization window");
      return `${minReplicas} → ${reaction}; → ${reached} by CPU without the custom metric; kept in a lull`;
    } finally {
      deployment.stop();
      stub.stop();
      pods.stop();
      await burn(cluster, undefined);
      await processes.stop();
      await adapter.stop();
      adapter.start();
    }
  },
};

/** Sets the CPU usage of the API's pods so that the autoscaler wants `factor` times as many; undefined forgets it. */
async function burn(cluster: Cluster, factor: number | undefined): Promise<void> {
  const { metrics } = (await cluster.api.get(apiAutoscaler))["spec"];
  const { target } = metrics.find(({ resource }: any) => resource?.name === "cpu").resource;
  for (const { metadata, spec } of await cluster.pods(fingerprintApi)) {
    const { cpu } = spec.containers[0].resources.requests as { cpu: string };
    const request = cpu.endsWith("m") ? parseInt(cpu) : Number(cpu) * 1000;
    const usage =
      factor === undefined ? null : `${Math.round((request * target.averageUtilization * factor) / 100)}m`;
    await cluster.api.merge(`/api/v1/namespaces/${namespace}/pods/${metadata.name}`, {
      metadata: { annotations: { "e2e/cpu": usage } },
    });
  }
}
