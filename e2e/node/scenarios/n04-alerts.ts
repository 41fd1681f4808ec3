import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import { Receivers } from "../../alerts/receivers";
import { check } from "../../check";
import type { Cluster } from "../../cluster/cluster";
import { until } from "../../until";
import { publicAddress } from "../addresses";
import { askIn, withJson } from "../in-pod";
import { startLoad } from "../load";
import { readManifests } from "../manifests";
import { receiverHost, worldAuthority } from "../outside-world";
import { aReadyPod, processOf } from "../pods";
import type { NodeScenario } from "../scenario";
import { endVisitors, startVisitors } from "../visitors";
import { apiOf, client, identifyUrl, workloadOf } from "../workloads";

/** As the API is by itself. */
const healthy = { errors: 0, latency: 5, workers: 200, models: true };

/** Requests per second: more than twelve workers of slow answers can do. */
const rate = 10;

export const n04Alerts: NodeScenario = {
  id: "N4",
  title:
    "errors, slow answers, a full queue, models that are not loaded, pods and a node that are gone are told by mail and Slack, over TLS, and so is their end",
  timeLimit: 3600,
  long: true,
  async run({ cluster, nodes, processes, report, signal }) {
    const { receivers, channels } = await startReceivers(cluster);
    const prometheus = await aReadyPod(
      cluster,
      workloadOf(cluster.manifests, "StatefulSet", /\/prometheus:/),
    );
    const staying = prometheus["spec"].nodeName as string;
    const lost = nodes.find(({ name }) => name !== staying);
    if (!lost) throw new Error("there is no node to lose");
    const visitors = [{ ...client, node: staying }];
    const [visitor] = await startVisitors(cluster, visitors);
    if (!visitor) throw new Error("the client did not start");
    const url = await identifyUrl(cluster);
    const load = startLoad({ ...{ processes, url, rate }, name: "load", pid: processOf(visitor) });
    const told: string[] = [];
    const arrived = async (alert: string, status: "firing" | "resolved", minutes: number) => {
      const since = Date.now();
      await until(
        `${alert} is told as ${status} by ${channels.join(" and ")}`,
        minutes * 60,
        () => {
          const by = new Set(receivers.about(alert, status).map(({ channel }) => channel));
          return Promise.resolve(channels.every((channel) => by.has(channel)));
        },
        signal,
      );
      told.push(`${alert} ${status} ${Math.round((Date.now() - since) / 1000)} s`);
      report(`N4: ${told.at(-1)}`);
    };
    const { namespace = "", name } = apiOf(cluster.manifests).deployment.metadata;
    const scale = (replicas: number) =>
      cluster.kubectl(["scale", `deployment/${name}`, `--replicas=${replicas}`, `--namespace=${namespace}`]);
    try {
      report(`N4: ${lost.name} and all pods of the API are gone`);
      await lost.plug("down");
      await scale(0);
      await arrived("FingerPrintAPIDown", "firing", 8);
      await scale(3);
      await arrived("FingerPrintAPIDown", "resolved", 12);
      report("N4: models are not loaded");
      await control(cluster, { models: false });
      await arrived("ModelLoadingFailure", "firing", 8);
      await control(cluster, healthy);
      // Until its end is told, it keeps lesser alerts of the API quiet.
      await arrived("ModelLoadingFailure", "resolved", 12);
      report("N4: errors, slow answers and a full queue");
      await control(cluster, { errors: 0.3, latency: 1500, workers: 4 });
      const lesser = ["HighErrorRate", "HighLatency", "HighQueueLatency"];
      for (const alert of lesser) await arrived(alert, "firing", 14);
      await arrived("NodeNotReady", "firing", 20);
      await control(cluster, healthy);
      await lost.plug("up");
      for (const alert of [...lesser, "NodeNotReady"]) await arrived(alert, "resolved", 20);
      check(receivers.heartbeats > 0, "the heartbeat came");
      return `${told.join(", ")}; ${receivers.heartbeats} heartbeats`;
    } finally {
      await lost.plug("up");
      await load.stop();
      await scale(3);
      await control(cluster, healthy);
      await endVisitors(cluster, visitors);
      await receivers.stop();
    }
  },
};

/** Starts the mail relay, Slack and the heartbeat service, under their names, as far as Alertmanager is set to use them. */
async function startReceivers({ api, manifests }: Cluster) {
  const file = readManifests(manifests).find(({ data }) => data?.["alertmanager.yml"] !== undefined);
  if (!file) throw new Error("the manifests have no alertmanager.yml");
  const config = parse(file["data"]["alertmanager.yml"]);
  const [relay] = config.global.smtp_smarthost.split(":");
  const names = [relay, "slack.com", receiverHost];
  const certificate = await (await worldAuthority()).issue({ commonName: receiverHost, names });
  const secret = await api.get(`/api/v1/namespaces/${file.metadata.namespace}/secrets/alertmanager-secrets`);
  const password = Buffer.from(secret["data"]["smtp-password"], "base64").toString();
  const receivers = new Receivers(certificate, password, true);
  await receivers.listen(443, 587, publicAddress);
  // Warnings and criticals go the same ways where nobody is paged.
  const used = config.receivers.find(({ name }: any) => name === "critical-receiver");
  const channels = (["email", "slack"] as const).filter((channel) => used?.[`${channel}_configs`]);
  check(channels.length > 0, "somebody is told of what is critical");
  return { receivers, channels };
}

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
