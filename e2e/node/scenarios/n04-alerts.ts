import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import { alertmanager, fingerprintApi, prometheus } from "../../../contracts/components";
import { channelsFor, Receivers } from "../../alerts/receivers";
import { check } from "../../check";
import type { Cluster } from "../../cluster/cluster";
import { underLoad } from "../load";
import { publicAddress, receiverHost, worldAuthority } from "../network";
import { askIn } from "../pods";
import type { NodeScenario } from "../scenario";

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
  async run(stage) {
    const { cluster, nodes, report, until } = stage;
    const { receivers, channels } = await startReceivers(cluster);
    const staying = (await cluster.servingPod(prometheus))["spec"].nodeName as string;
    const lost = nodes.find(({ name }) => name !== staying);
    if (!lost) throw new Error("there is no node to lose");
    const told: string[] = [];
    const arrived = async (alert: string, status: "firing" | "resolved", minutes: number) => {
      const since = Date.now();
      await until(`${alert} is told as ${status} by ${channels.join(" and ")}`, minutes * 60, () => {
        const by = new Set(receivers.about(alert, status).map(({ channel }) => channel));
        return channels.every((channel) => by.has(channel));
      });
      told.push(`${alert} ${status} ${Math.round((Date.now() - since) / 1000)} s`);
      report(`${told.at(-1)}`);
    };
    const { namespace, name } = fingerprintApi;
    const scale = (replicas: number) =>
      cluster.kubectl(["scale", `deployment/${name}`, `--replicas=${replicas}`, `--namespace=${namespace}`]);
    const troubles = async () => {
      report(`${lost.name} and all pods of the API are gone`);
      await lost.plug("down");
      await scale(0);
      await arrived("FingerPrintAPIDown", "firing", 8);
      await scale(3);
      await arrived("FingerPrintAPIDown", "resolved", 12);
      report("models are not loaded");
      await control(cluster, { models: false });
      await arrived("ModelLoadingFailure", "firing", 8);
      await control(cluster, healthy);
      // Until its end is told, it keeps lesser alerts of the API quiet.
      await arrived("ModelLoadingFailure", "resolved", 12);
      report("errors, slow answers and a full queue");
      await control(cluster, { errors: 0.3, latency: 1500, workers: 4 });
      const lesser = ["HighErrorRate", "HighLatency", "HighQueueLatency"];
      for (const alert of lesser) await arrived(alert, "firing", 14);
      await arrived("NodeNotReady", "firing", 20);
      await control(cluster, healthy);
      await lost.plug("up");
      for (const alert of [...lesser, "NodeNotReady"]) await arrived(alert, "resolved", 20);
      check(receivers.heartbeats > 0, "the heartbeat came");
    };
    try {
      await underLoad(stage, { name: "load", rate, node: staying }, troubles);
      return `${told.join(", ")}; ${receivers.heartbeats} heartbeats`;
    } finally {
      await lost.plug("up");
      await scale(3);
      await control(cluster, healthy);
      await receivers.stop();
    }
  },
};

/** Starts the mail relay, Slack and the heartbeat service, under their names, as far as Alertmanager is set to use them. */
async function startReceivers(cluster: Cluster) {
  const files = await cluster.configMap(alertmanager.namespace, "alertmanager-config");
  const config = parse(files["alertmanager.yml"]!);
  const [relay] = config.global.smtp_smarthost.split(":");
  const names = [relay, "slack.com", receiverHost];
  const certificate = await (await worldAuthority()).issue({ commonName: receiverHost, names });
  const secrets = await cluster.secret(alertmanager.namespace, "alertmanager-secrets");
  const receivers = new Receivers(certificate, secrets["smtp-password"]!, true);
  await receivers.listen(443, 587, publicAddress);
  // Warnings and criticals go the same ways where nobody is paged.
  return { receivers, channels: channelsFor("critical", config) };
}

/** Changes how every container of the API behaves, ready or not. */
async function control(cluster: Cluster, change: object): Promise<void> {
  for (const pod of await cluster.pods(fingerprintApi))
    if (pod.metadata["deletionTimestamp"] === undefined) await askIn(pod, "/control", { body: change });
  await pause(100);
}
