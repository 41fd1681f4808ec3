import { setTimeout as pause } from "node:timers/promises";
import { fingerprintApi } from "../../../contracts/components";
import { check, checkEqual } from "../../check";
import { apiDeployment } from "../../cluster/fingerprint-api";
import { selectorOf } from "../../../contracts/component";
import { type LoadResult, underLoad } from "../load";
import { NumberedLines } from "../numbered-lines";
import type { NodeScenario, NodeStage } from "../scenario";

/** Requests per second: few enough for two processors, enough to hit a gap of a tenth of a second. */
const rate = 60;

const path = "/spec/template/spec/containers/0/lifecycle";

export const n05NoLostRequest: NodeScenario = {
  id: "N5",
  title:
    "while pods are replaced or a node is drained, no request through the Service is lost and every line of the log is stored once; without preStop requests are lost",
  timeLimit: 600,
  long: true,
  async run(stage) {
    const { cluster, report } = stage;
    const deployment = [`deployment/${fingerprintApi.name}`, `--namespace=${fingerprintApi.namespace}`];
    const rollout = async (...change: string[]) => {
      await cluster.kubectl([...change, ...deployment]);
      await cluster.kubectl(["rollout", "status", ...deployment, "--timeout=240s"]);
    };
    const under = (what: string, work: () => Promise<void>): Promise<LoadResult> => {
      report(`${what} under ${rate} requests a second`);
      return underLoad(stage, { name: what, rate }, async () => {
        await pause(2000);
        await lines.during(work());
        // Old pods end a moment after the new ones are there.
        await pause(12_000);
      });
    };
    const { lifecycle } = (await cluster.api.get(apiDeployment))["spec"].template.spec.containers[0];
    const change = (patch: object) => rollout("patch", "--type=json", `--patch=${JSON.stringify([patch])}`);
    const lines = new NumberedLines(cluster);
    let changed = false;
    try {
      const replaced = await under("a rolling update", () => rollout("rollout", "restart"));
      checkEqual(replaced.failures, {}, `no request of ${replaced.sent} is lost in a rolling update`);
      const drained = await under("a drain", () => drain(stage));
      checkEqual(drained.failures, {}, `no request of ${drained.sent} is lost while a node is drained`);
      await change({ op: "remove", path });
      changed = true;
      const abrupt = await under("an update without preStop", () => rollout("rollout", "restart"));
      check(
        lost(abrupt) > 0,
        `without preStop requests are lost (none of ${abrupt.sent} was): the load sees gaps`,
      );
      report("counting the lines in Elasticsearch");
      const stored = await lines.storedOnce(180);
      return `rolling update: ${told(replaced)}; drain: ${told(drained)}; without preStop: ${told(abrupt)}; ${stored} lines stored once`;
    } finally {
      if (changed) await change({ op: "add", path, value: lifecycle });
    }
  },
};

const lost = ({ failures }: LoadResult) => Object.values(failures).reduce((sum, count) => sum + count, 0);
const told = (result: LoadResult) => `${lost(result)} of ${result.sent} lost, slowest ${result.slowest} ms`;

/** Drains the node that has most of the API's pods, of those pods. */
async function drain({ cluster, nodes, until }: NodeStage): Promise<void> {
  const pods = await cluster.servingPods(fingerprintApi);
  const count = (node: string) => pods.filter(({ spec }) => spec.nodeName === node).length;
  const node = [...nodes].map(({ name }) => name).sort((a, b) => count(b) - count(a))[0] ?? "";
  check(count(node) > 0, "a node has pods of the API");
  await cluster.kubectl([
    ...["drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=240s"],
    `--pod-selector=${selectorOf(fingerprintApi.podLabels)}`,
  ]);
  await cluster.kubectl(["uncordon", node]);
  await until("as many pods of the API are ready as before", 120, async () => {
    const now = await cluster.servingPods(fingerprintApi);
    return now.length >= pods.length;
  });
}
