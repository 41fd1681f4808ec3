import { setTimeout as pause } from "node:timers/promises";
import { check, checkEqual } from "../../check";
import type { Cluster } from "../../cluster/cluster";
import type { KubeObject } from "../../cluster/api";
import { until } from "../../until";
import { apiOf, workloadOf, type Workload } from "../workloads";
import { Documents } from "../documents";
import { askIn, query, withJson } from "../in-pod";
import { aReadyPod, isReady, nameOf, podsOf, readyPods, runningContainers } from "../pods";
import { kill } from "../process-table";
import type { NodeScenario, NodeStage } from "../scenario";

export const n06Killed: NodeScenario = {
  id: "N6",
  title:
    "what is killed comes back: data, silences and log positions survive a killed process, kubelet, containerd and a node's reboot, and every line of the log is stored once",
  timeLimit: 900,
  async run(stage) {
    const { cluster, nodes, short, report } = stage;
    const programs = programsOf(cluster);
    const silence = await makeSilence(cluster, programs.alertmanager);
    const before = await samplesOf(cluster, programs.prometheus);
    check(before > 0, "Prometheus has samples");
    const documents = new Documents(cluster, programs.elasticsearch);
    const lines = new Lines(stage);
    await lines.write("before");
    await until(
      "the first lines are stored",
      90,
      async () => (await documents.count(lines.prefix)) >= lines.written,
    );

    const names = ["prometheus", "alertmanager", "elasticsearch", "filebeat"] as const;
    // One after the other shows that each comes back by itself; all at once, that they don't need each other for it.
    for (const together of short ? [names] : [...names.map((name) => [name]), names]) {
      report(`N6: killing ${together.join(", ")}`);
      const pods = await Promise.all(together.map((name) => aReadyPod(cluster, programs[name])));
      const killed = pods.map((pod) => killContainer(cluster, pod));
      await lines.write(together.join("-"));
      await Promise.all(killed);
    }
    await allReady(cluster, 240);
    if (!short) {
      for (const daemon of ["kubelet", "containerd"] as const) {
        report(`N6: killing ${daemon}`);
        await nodes[0]?.killDaemon(daemon);
        await pause(5000);
        nodes[0]?.startDaemon(daemon);
        await lines.write(daemon);
      }
      await allReady(cluster, 120);
      const node = nodes[0];
      if (!node) throw new Error("there is no node");
      report(`N6: rebooting ${node.name}`);
      await node.reboot();
      await pause(10_000);
      await allReady(cluster, 300);
      await lines.write("reboot");
    }

    const after = await samplesOf(cluster, programs.prometheus);
    check(after >= before, `Prometheus has the samples of before: ${after} of ${before}`);
    await until("every Alertmanager has the silence", 60, async () => {
      const pods = await readyPods(
        cluster.api,
        programs.alertmanager.namespace,
        programs.alertmanager.labels,
      );
      const known = await Promise.all(pods.map(async (pod) => (await silencesIn(pod)).includes(silence)));
      return known.length > 0 && known.every(Boolean);
    });
    report("N6: counting the lines in Elasticsearch");
    await until(
      "every line is stored",
      180,
      async () => (await documents.count(lines.prefix)) >= lines.written,
    );
    // What is sent twice would be there by now.
    await pause(5000);
    checkEqual(await documents.count(lines.prefix), lines.written, "every line is stored, and none twice");
    return `${lines.written} lines stored once; ${before} samples of Prometheus, the silence and all data survived`;
  },
};

/** The programs that are killed, found by the images that they are. */
const programsOf = ({ manifests }: Cluster) => ({
  prometheus: workloadOf(manifests, "StatefulSet", /\/prometheus:/),
  alertmanager: workloadOf(manifests, "StatefulSet", /\/alertmanager:/),
  elasticsearch: workloadOf(manifests, "StatefulSet", /\/elasticsearch:/),
  filebeat: workloadOf(manifests, "DaemonSet", /\/filebeat:/),
});

/** Kills the first container of a pod and waits until it has been started again. */
async function killContainer({ api }: Cluster, pod: KubeObject): Promise<void> {
  const [container] = runningContainers(pod);
  if (!container) throw new Error(`${nameOf(pod)} does not run`);
  for (const pid of container.pids) kill(pid);
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
  await until(`${nameOf(pod)} is started again`, 240, async () => {
    const now = await api.get(path);
    const status = now["status"].containerStatuses.find(({ name }: any) => name === container.spec.name);
    return status.restartCount > container.restarts && isReady(now);
  });
}

async function allReady(cluster: Cluster, seconds: number): Promise<void> {
  await until("every pod is ready", seconds, async () => {
    const pods = (await podsOf(cluster)).filter(({ status }) => status.phase !== "Succeeded");
    // Right after a reboot they are called ready for what they were before.
    const runs = (pod: KubeObject) => runningContainers(pod).length === pod["spec"].containers.length;
    const waiting = pods.filter((pod) => !isReady(pod) || !runs(pod)).map(nameOf);
    if (waiting.length > 0) throw new Error(`${waiting.join(", ")} not ready`);
    return true;
  });
}

/** How many samples of a series Prometheus has that were taken until now. */
async function samplesOf(cluster: Cluster, prometheus: Workload): Promise<number> {
  const [total] = await query(await aReadyPod(cluster, prometheus), "sum(count_over_time(up[1h]))");
  return Number(total?.value[1] ?? 0);
}

async function makeSilence(cluster: Cluster, alertmanager: Workload): Promise<string> {
  const now = Date.now();
  const { silenceID } = await askIn(await aReadyPod(cluster, alertmanager), "/api/v2/silences", {
    options: withJson({
      matchers: [{ name: "e2e", value: "e2e", isRegex: false }],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 3_600_000).toISOString(),
      createdBy: "e2e",
      comment: "survives",
    }),
  });
  return silenceID;
}

async function silencesIn(pod: KubeObject): Promise<string[]> {
  const silences = await askIn(pod, "/api/v2/silences");
  return silences.map(({ id }: any) => id);
}

/** Lines that the API's own containers write while things are killed. */
class Lines {
  readonly prefix = `e2e${Date.now().toString(36)}`;
  written = 0;

  constructor(private readonly stage: NodeStage) {}

  /** Lets every container of the API write some. */
  async write(step: string): Promise<void> {
    const { cluster, short } = this.stage;
    const { deployment } = apiOf(cluster.manifests);
    const { labels } = deployment["spec"].template.metadata;
    const pods = await readyPods(cluster.api, deployment.metadata.namespace ?? "", labels);
    const count = short ? 200 : 3000;
    for (const [i, pod] of pods.entries()) {
      const lines = { count, prefix: `${this.prefix}-${step}-${i}` };
      await askIn(pod, "/control", { options: withJson({ lines }) });
      this.written += count;
    }
  }
}
