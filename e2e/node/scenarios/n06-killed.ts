import { setTimeout as pause } from "node:timers/promises";
import { alertmanager, elasticsearch, filebeat, prometheus } from "../../../contracts/components";
import { check } from "../../check";
import type { Cluster } from "../../cluster/cluster";
import type { KubeObject } from "../../cluster/api";
import { isServing } from "../../cluster/pods";
import { until } from "../../until";
import { NumberedLines } from "../numbered-lines";
import { allReady, askIn, nameOf, query, runningContainers } from "../pods";
import { kill } from "../process-table";
import type { NodeScenario } from "../scenario";

export const n06Killed: NodeScenario = {
  id: "N6",
  title:
    "what is killed comes back: data, silences and log positions survive a killed process, kubelet, containerd and a node's reboot, and every line of the log is stored once",
  timeLimit: 900,
  async run(stage) {
    const { cluster, nodes, short, report, until } = stage;
    const silence = await makeSilence(cluster);
    const before = await samplesOf(cluster);
    check(before > 0, "Prometheus has samples");
    const lines = new NumberedLines(cluster);
    // More than a file holds, so that each is rotated.
    const count = short ? 200 : 3000;
    await lines.write(count);
    await lines.storedOnce(90);

    const programs = [prometheus, alertmanager, elasticsearch, filebeat];
    // One after the other shows that each comes back by itself; all at once, that they don't need each other for it.
    for (const together of short ? [programs] : [...programs.map((one) => [one]), programs]) {
      report(`killing ${together.map(({ name }) => name).join(", ")}`);
      const pods = await Promise.all(together.map((program) => cluster.servingPod(program)));
      const killed = pods.map((pod) => killContainer(cluster, pod));
      await lines.write(count);
      await Promise.all(killed);
    }
    await allReady(cluster, 240);
    if (!short) {
      const node = nodes[0]!;
      for (const daemon of ["kubelet", "containerd"] as const) {
        report(`killing ${daemon}`);
        await node.killDaemon(daemon);
        await lines.write(count);
        await pause(5000);
        node.startDaemon(daemon);
      }
      await allReady(cluster, 120);
      await lines.storedOnce(180);
      report(`rebooting ${node.name}`);
      await lines.write(count);
      // What the runtime has not written down yet is lost with the power, as on any machine.
      await pause(3000);
      await node.reboot();
      await pause(10_000);
      await allReady(cluster, 300);
      await lines.write(count);
    }

    const after = await samplesOf(cluster);
    check(after >= before, `Prometheus has the samples of before: ${after} of ${before}`);
    await until("every Alertmanager has the silence", 60, async () => {
      const pods = await cluster.servingPods(alertmanager);
      const known = await Promise.all(pods.map((pod) => askIn(pod, "/api/v2/silences")));
      return known.length > 0 && known.every((silences) => silences.some(({ id }: any) => id === silence));
    });
    report("counting the lines in Elasticsearch");
    const stored = await lines.storedOnce(180);
    return `${stored} lines stored once; ${before} samples of Prometheus, the silence and all data survived`;
  },
};

/** Kills the first container of a pod and waits until it has been started again. */
async function killContainer({ api }: Cluster, pod: KubeObject): Promise<void> {
  const [container] = runningContainers(pod);
  if (!container) throw new Error(`${nameOf(pod)} does not run`);
  for (const pid of container.pids) kill(pid);
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
  await until(`${nameOf(pod)} is started again`, 240, async () => {
    const now = await api.get(path);
    const status = now["status"].containerStatuses.find(({ name }: any) => name === container.spec.name);
    return status.restartCount > container.restarts && isServing(now);
  });
}

/** How many samples of a series Prometheus has that were taken until now. */
async function samplesOf(cluster: Cluster): Promise<number> {
  const [total] = await query(await cluster.servingPod(prometheus), "sum(count_over_time(up[1h]))");
  return Number(total?.value[1] ?? 0);
}

async function makeSilence(cluster: Cluster): Promise<string> {
  const now = Date.now();
  const { silenceID } = await askIn(await cluster.servingPod(alertmanager), "/api/v2/silences", {
    body: {
      matchers: [{ name: "e2e", value: "e2e", isRegex: false }],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 3_600_000).toISOString(),
      createdBy: "e2e",
      comment: "survives",
    },
  });
  return silenceID;
}
