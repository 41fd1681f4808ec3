import { setTimeout as pause } from "node:timers/promises";
import { Authority } from "../../../verify/servers/certificates";
import { Receivers } from "../../alerts/receivers";
import type { Cluster } from "../../cluster/cluster";
import { until } from "../../until";
import { publicAddress } from "../addresses";
import { askIn, withJson } from "../in-pod";
import { startLoad } from "../load";
import { processOf } from "../pods";
import type { NodeScenario } from "../scenario";
import { endVisitors, startVisitors } from "../visitors";
import { apiOf, client, identifyUrl } from "../workloads";

/** What goes wrong, and the alerts that promise to tell it. */
const faults = [
  {
    what: "errors, slow answers and a full queue",
    change: { errors: 0.3, latency: 1500, workers: 4 },
    alerts: ["HighErrorRate", "HighLatency", "HighQueueLatency"],
  },
  { what: "models that are not loaded", change: { models: false }, alerts: ["ModelLoadingFailure"] },
] as const;

/** As the API is by itself. */
const healthy = { errors: 0, latency: 5, workers: 200, models: true };

/** Requests per second: more than twelve workers of slow answers can do. */
const rate = 10;

export const n04Alerts: NodeScenario = {
  id: "N4",
  title:
    "errors, slow answers, a full queue, models that are not loaded and pods that are gone reach a receiver, and so does their end",
  timeLimit: 2700,
  long: true,
  async run({ cluster, processes, report, signal }) {
    const authority = await Authority.create("outside");
    const receivers = new Receivers(await authority.issue({ commonName: "relay" }), "none");
    await receivers.listen(443, 587, publicAddress);
    const [visitor] = await startVisitors(cluster, [client]);
    if (!visitor) throw new Error("the client did not start");
    const url = await identifyUrl(cluster);
    const load = startLoad({ ...{ processes, url, rate }, name: "load", pid: processOf(visitor) });
    const told: string[] = [];
    const arrived = async (alert: string, status: "firing" | "resolved", minutes: number) => {
      const since = Date.now();
      const holds = () => Promise.resolve(receivers.about(alert, status).length > 0);
      await until(`${alert} is told as ${status}`, minutes * 60, holds, signal);
      told.push(`${alert} ${status} ${Math.round((Date.now() - since) / 1000)} s`);
    };
    try {
      for (const { what, change, alerts } of faults) {
        report(`N4: ${what}`);
        await control(cluster, change);
        for (const alert of alerts) await arrived(alert, "firing", 14);
        await control(cluster, healthy);
      }
      for (const alert of faults.flatMap(({ alerts }) => alerts)) await arrived(alert, "resolved", 25);
      report("N4: no pods");
      const { namespace = "", name } = apiOf(cluster.manifests).deployment.metadata;
      const scale = (replicas: number) =>
        cluster.kubectl([
          "scale",
          `deployment/${name}`,
          `--replicas=${replicas}`,
          `--namespace=${namespace}`,
        ]);
      await scale(0);
      await arrived("FingerPrintAPIDown", "firing", 8);
      await scale(3);
      await arrived("FingerPrintAPIDown", "resolved", 12);
      if (receivers.heartbeats === 0) throw new Error("the heartbeat never came");
      return `${told.join(", ")}; ${receivers.heartbeats} heartbeats`;
    } finally {
      await load.stop();
      await control(cluster, healthy);
      await endVisitors(cluster, [client]);
      await receivers.stop();
    }
  },
};

/** Changes how every container of the API behaves, ready or not. */
async function control({ api, manifests }: Cluster, change: object): Promise<void> {
  const { deployment } = apiOf(manifests);
  const { labels } = deployment["spec"].template.metadata;
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  const namespace = deployment.metadata.namespace ?? "";
  const pods = await api.list(
    `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector.join(","))}`,
  );
  for (const pod of pods)
    if (pod.metadata["deletionTimestamp"] === undefined)
      await askIn(pod, "/control", { options: withJson(change) });
  await pause(100);
}
