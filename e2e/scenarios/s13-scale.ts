import { parseAllDocuments, stringify } from "yaml";
import { check } from "../check";
import type { KubeObject } from "../cluster/api";
import { copyEnvironment } from "../cluster/copy-environment";
import { startSimulatedCluster } from "../cluster/simulated-cluster";
import type { Scenario } from "../scenario";

const nodes = 500;
const copies = 20;

export const s13Scale: Scenario = {
  id: "S13",
  title: `${copies} environments on ${nodes} nodes: applying an object takes as long in the last one as in the first`,
  timeLimit: 400,
  async run({ largest, folder, processes, tools, signal, until }) {
    const start = performance.now();
    const cluster = await startSimulatedCluster({
      ...{ environment: largest, folder, processes, tools, nth: 9 },
      nodes,
      leaseSeconds: 300,
      services: false,
    });
    const ready = seconds(start);
    const rendered = await cluster.kubectl(["kustomize", cluster.manifests]);
    const objects = parseAllDocuments(rendered).map((document) => pinDaemons(document.toJS() as KubeObject));

    const perObject: number[] = [];
    for (let copy = 1; copy <= copies; copy++) {
      signal.throwIfAborted();
      const own = copyEnvironment(objects, `copy-${String(copy).padStart(2, "0")}`);
      const input = own.map((object) => stringify(object)).join("---\n");
      const begin = performance.now();
      await cluster.kubectl(["apply", "--server-side", "--field-manager=e2e", "--filename=-"], { input });
      perObject.push((performance.now() - begin) / own.length);
    }
    const begin = performance.now();
    const path =
      "/api/v1/pods?labelSelector=app.kubernetes.io%2Fpart-of%3Dfingerprint&fieldSelector=status.phase%3DPending";
    await until("all pods run", 120, async () => (await cluster.api.list(path)).length === 0);
    const settled = seconds(begin);
    const pods = (await cluster.api.list("/api/v1/pods")).length;

    const first = mean(perObject.slice(0, 5));
    const last = mean(perObject.slice(-5));
    check(
      last < first * 3,
      `the last copies take less than three times as long: ${first.toFixed(1)} and ${last.toFixed(1)} ms an object`,
    );
    return (
      `${nodes} nodes ready in ${ready} s; ${copies} × ${objects.length} objects: ${first.toFixed(1)} ms an object in the first five, ` +
      `${last.toFixed(1)} ms in the last five (× ${(last / first).toFixed(2)}); ${pods} pods running ${settled} s later`
    );
  },
};

/** A DaemonSet per copy on each of 500 nodes would be a test of the machine's memory; a few nodes show the same. */
function pinDaemons(object: KubeObject): KubeObject {
  if (object["kind"] === "DaemonSet")
    object["spec"].template.spec.nodeSelector = { "e2e/no-such-node": "true" };
  return object;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const seconds = (start: number) => ((performance.now() - start) / 1000).toFixed(0);
