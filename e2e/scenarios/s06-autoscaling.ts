import { fingerprintApi } from "../../contracts/components";
import { setTimeout as pause } from "node:timers/promises";
import { check } from "../check";
import type { Cluster } from "../cluster/cluster";
import { apiAutoscaler, apiDeployments, isAutoscaled } from "../cluster/fingerprint-api";
import { Follower } from "../cluster/follow";
import { isServing, podsPath } from "../cluster/pods";
import { startPrometheus } from "../metrics/prometheus";
import { startPrometheusAdapter } from "../metrics/prometheus-adapter";
import { StubApi } from "../metrics/stub-api";
import type { Scenario } from "../scenario";

export const s06Autoscaling: Scenario = {
  id: "S6",
  title:
    "requests per second and CPU move the replicas to what they ask for, within the bounds of the behaviour; CPU still does when the custom metric is missing",
  timeLimit: 700,
  on: (environments) => environments.filter(isAutoscaled).slice(-1),
  async run(stage) {
    const { clusters, cluster, processes, signal, until } = stage;
    if (clusters.length === 0) return "no environment has an autoscaler of Kubernetes' own";
    const pods = await Follower.start(cluster.api, podsPath(fingerprintApi));
    const stub = await StubApi.start(fingerprintApi.port("http"), () =>
      pods.objects.filter(isServing).map((pod) => pod["status"].podIP as string),
    );
    const steps: Step[] = [];
    const wanted = () => steps.at(-1)!.replicas;
    const deployment = await Follower.start(cluster.api, apiDeployments, ([object]) => {
      const { replicas } = object!["spec"];
      if (steps.at(-1)?.replicas !== replicas) steps.push({ at: Date.now(), replicas });
    });
    cluster.simulation.adapter.stop();
    try {
      await startPrometheus(stage);
      const adapters = await startPrometheusAdapter(stage);
      const { metrics, behavior, ...spec } = (await cluster.api.get(apiAutoscaler))["spec"];
      const minReplicas = spec.minReplicas as number;
      const scaleUp = behavior.scaleUp as ScaleUp;
      const perPod = Number(metrics.find(({ type }: any) => type === "Pods").pods.target.averageValue);
      check(wanted() === minReplicas, `it starts at the minimum, ${minReplicas}`);

      // A quiet start, until the custom metric is there: what comes after is the reaction to load alone.
      const byRequests = minReplicas + 2;
      stub.load = (minReplicas * perPod) / 2;
      await until("the custom metric is served", 180, async () => {
        const values = await cluster.api.list(
          `/apis/custom.metrics.k8s.io/v1beta2/namespaces/${fingerprintApi.namespace}/pods/*/http_requests_per_second`,
        );
        return (
          values.length === minReplicas && values.every(({ value }) => Number(value.replace("m", "")) > 0)
        );
      });
      check(wanted() === minReplicas, "half of the target moves nothing");
      const start = performance.now();
      const load = byRequests * perPod - perPod / 2;
      stub.load = load;
      await until(`${load} requests/s make ${byRequests} replicas`, 330, () => wanted() === byRequests);
      const seconds = Math.round((performance.now() - start) / 1000);
      const window = scaleUp.stabilizationWindowSeconds;
      check(seconds >= window, `it waits out the stabilization window (it took ${seconds} s)`);

      // The custom metric goes away, with its API; CPU has to be enough.
      for (const adapter of adapters) await adapter.stop();
      const byCpu = byRequests + 1;
      await burn(cluster, byCpu / byRequests);
      await until(`CPU makes ${byCpu} replicas or more`, 240, () => wanted() >= byCpu);

      // Nothing is left to do, and yet it waits: a short lull must not take pods away.
      stub.load = 0;
      await burn(cluster, 0);
      const reached = wanted();
      await pause(20_000, undefined, { signal });
      check(wanted() >= reached, "no pod is taken away within the stabilization window");
      checkPace(steps, scaleUp);
      return `${minReplicas} → ${byRequests} replicas after ${seconds} s of ${load} requests/s; → ${reached} by CPU without the custom metric; kept in a lull`;
    } finally {
      deployment.stop();
      stub.stop();
      pods.stop();
      await burn(cluster, undefined);
      await processes.stop();
      cluster.simulation.adapter.start();
    }
  },
};

/** Sets the CPU usage of the API's pods so that the autoscaler wants `factor` times as many; undefined forgets it. */
async function burn(cluster: Cluster, factor: number | undefined): Promise<void> {
  const { metrics } = (await cluster.api.get(apiAutoscaler))["spec"];
  const target = metrics.find(({ resource }: any) => resource?.name === "cpu").resource.target
    .averageUtilization as number;
  for (const pod of await cluster.pods(fingerprintApi)) {
    const request = millicores(pod["spec"].containers[0].resources.requests.cpu);
    const usage = factor === undefined ? null : `${Math.round((request * target * factor) / 100)}m`;
    await cluster.api.merge(`/api/v1/namespaces/${fingerprintApi.namespace}/pods/${pod.metadata.name}`, {
      metadata: { annotations: { "e2e/cpu": usage } },
    });
  }
}

const millicores = (quantity: string) =>
  quantity.endsWith("m") ? parseInt(quantity) : Number(quantity) * 1000;

/** A number of replicas, and since when it is wanted. */
interface Step {
  readonly at: number;
  readonly replicas: number;
}

/** As much of an autoscaler's `behavior.scaleUp` as is looked at. */
interface ScaleUp {
  readonly stabilizationWindowSeconds: number;
  readonly policies: readonly { type: string; value: number; periodSeconds: number }[];
  readonly selectPolicy: string;
}

/** No minute has added more than the policies allow. */
function checkPace(steps: readonly Step[], { policies, selectPolicy }: ScaleUp): void {
  for (const [index, step] of steps.entries())
    for (const later of steps.slice(index + 1)) {
      const allowed = policies
        .filter(({ periodSeconds }) => later.at - step.at < periodSeconds * 1000)
        .map(({ type, value }) => (type === "Pods" ? value : Math.ceil((step.replicas * value) / 100)));
      if (allowed.length < policies.length) continue;
      const most = step.replicas + (selectPolicy === "Min" ? Math.min(...allowed) : Math.max(...allowed));
      check(
        later.replicas <= most,
        `at most ${most} replicas within a minute after ${step.replicas} (there were ${later.replicas})`,
      );
    }
}
