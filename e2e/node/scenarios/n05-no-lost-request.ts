import { setTimeout as pause } from "node:timers/promises";
import { check, checkEqual } from "../../check";
import { until } from "../../until";
import { apiOf, client, identifyUrl } from "../workloads";
import { type LoadResult, startLoad } from "../load";
import { NumberedLines } from "../numbered-lines";
import { processOf, readyPods } from "../pods";
import type { NodeScenario, NodeStage } from "../scenario";
import { endVisitors, startVisitors } from "../visitors";

/** Requests per second: few enough for two processors, enough to hit a gap of a tenth of a second. */
const rate = 60;

const lifecyclePath = "/spec/template/spec/containers/0/lifecycle";

export const n05NoLostRequest: NodeScenario = {
  id: "N5",
  title:
    "while pods are replaced or a node is drained, no request through the Service is lost and every line of the log is stored once; without preStop requests are lost",
  timeLimit: 600,
  long: true,
  async run(stage) {
    const { cluster, report } = stage;
    const { deployment } = apiOf(cluster.manifests);
    const { namespace = "", name } = deployment.metadata;
    const [visitor] = await startVisitors(cluster, [client]);
    if (!visitor) throw new Error("the client did not start");
    const url = await identifyUrl(cluster);
    const rollout = async (...change: string[]) => {
      await cluster.kubectl([...change, `--namespace=${namespace}`]);
      await cluster.kubectl([
        "rollout",
        "status",
        `deployment/${name}`,
        `--namespace=${namespace}`,
        "--timeout=240s",
      ]);
    };
    const under = async (what: string, work: () => Promise<void>): Promise<LoadResult> => {
      report(`N5: ${what} under ${rate} requests a second`);
      const load = startLoad({
        ...{ processes: stage.processes, url, rate },
        name: what,
        pid: processOf(visitor),
      });
      await pause(2000);
      await lines.during(work());
      // Old pods end a moment after the new ones are there.
      await pause(12_000);
      return load.stop();
    };
    const lines = new NumberedLines(cluster);
    let changed = false;
    try {
      const replaced = await under("a rolling update", () =>
        rollout("rollout", "restart", `deployment/${name}`),
      );
      checkEqual(replaced.failures, {}, `no request of ${replaced.sent} is lost in a rolling update`);
      const drained = await under("a drain", () => drain(stage));
      checkEqual(drained.failures, {}, `no request of ${drained.sent} is lost while a node is drained`);
      const patch = JSON.stringify([{ op: "remove", path: lifecyclePath }]);
      await rollout("patch", `deployment/${name}`, "--type=json", `--patch=${patch}`);
      changed = true;
      const abrupt = await under("an update without preStop", () =>
        rollout("rollout", "restart", `deployment/${name}`),
      );
      check(
        lost(abrupt) > 0,
        `without preStop requests are lost (none of ${abrupt.sent} was): the load sees gaps`,
      );
      report("N5: counting the lines in Elasticsearch");
      const stored = await lines.storedOnce(180);
      return `rolling update: ${told(replaced)}; drain: ${told(drained)}; without preStop: ${told(abrupt)}; ${stored} lines stored once`;
    } finally {
      await endVisitors(cluster, [client]);
      const { lifecycle } = deployment["spec"].template.spec.containers[0];
      const put = [{ op: "add", path: lifecyclePath, value: lifecycle }];
      if (changed)
        await rollout("patch", `deployment/${name}`, "--type=json", `--patch=${JSON.stringify(put)}`);
    }
  },
};

const lost = ({ failures }: LoadResult) => Object.values(failures).reduce((sum, count) => sum + count, 0);
const told = (result: LoadResult) => `${lost(result)} of ${result.sent} lost, slowest ${result.slowest} ms`;

/** Drains the node that has most of the API's pods, of those pods. */
async function drain({ cluster, nodes }: NodeStage): Promise<void> {
  const { deployment } = apiOf(cluster.manifests);
  const { labels } = deployment["spec"].template.metadata;
  const namespace = deployment.metadata.namespace ?? "";
  const pods = await readyPods(cluster.api, namespace, labels);
  const count = (node: string) => pods.filter(({ spec }) => spec.nodeName === node).length;
  const node = [...nodes].map(({ name }) => name).sort((a, b) => count(b) - count(a))[0] ?? "";
  check(count(node) > 0, "a node has pods of the API");
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  await cluster.kubectl([
    ...["drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=240s"],
    `--pod-selector=${selector.join(",")}`,
  ]);
  await cluster.kubectl(["uncordon", node]);
  await until("as many pods of the API are ready as before", 120, async () => {
    const now = await readyPods(cluster.api, namespace, labels);
    return now.length >= pods.length;
  });
}
