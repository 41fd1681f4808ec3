import { stringify } from "yaml";
import type { Manifest } from "../../lib/synth/manifest";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { check } from "../check";
import { startSimulatedCluster } from "../cluster/simulated-cluster";
import { type Scenario, stopwatch } from "../scenario";

const nodes = 500;
const copies = 20;
const pending =
  "/api/v1/pods?labelSelector=app.kubernetes.io%2Fpart-of%3Dfingerprint&fieldSelector=status.phase%3DPending";

export const s13Scale: Scenario = {
  id: "S13",
  title: `${copies} environments on ${nodes} nodes: applying an object takes as long in the last one as in the first`,
  timeLimit: 400,
  async run({ largest, folder, processes, tools, signal, until }) {
    const started = stopwatch();
    const cluster = await startSimulatedCluster({
      ...{ environment: largest, folder, processes, tools, nth: 9, bareNodes: nodes },
    });
    const ready = started();
    const objects = manifestsIn(await cluster.kubectl(["kustomize", cluster.manifests]));
    const namespaces = objects
      .filter(({ kind }) => kind === "Namespace")
      .map(({ metadata }) => metadata.name);
    const isCopied = ({ kind, metadata }: Manifest) =>
      kind === "Namespace" || namespaces.includes(metadata.namespace ?? "");
    const apply = (some: readonly object[]) =>
      cluster.kubectl(["apply", "--server-side", "--field-manager=e2e", "--filename=-"], {
        input: some.map((object) => stringify(object)).join("---\n"),
      });
    // What belongs to the whole cluster is there once. An API group would need its server.
    await apply(objects.filter((object) => !isCopied(object) && object.kind !== "APIService"));
    const own = objects.filter(isCopied);

    const perObject: number[] = [];
    for (let copy = 1; copy <= copies; copy++) {
      signal.throwIfAborted();
      const begin = performance.now();
      await apply(own.map((object) => copyOf(object, copy)));
      perObject.push((performance.now() - begin) / own.length);
    }
    const applied = stopwatch();
    await until("all pods run", 120, async () => (await cluster.api.list(pending)).length === 0);
    const settled = applied();
    const pods = (await cluster.api.list("/api/v1/pods")).length;

    const first = mean(perObject.slice(0, 5));
    const last = mean(perObject.slice(-5));
    const growth = `${first.toFixed(1)} ms an object in the first five, ${last.toFixed(1)} ms in the last five`;
    check(last < first * 3, `the last copies take less than three times as long: ${growth}`);
    return `${nodes} nodes ready in ${ready} s; ${copies} × ${own.length} objects: ${growth}; ${pods} pods running ${settled} s later`;
  },
};

/** The object as another tenant of the cluster would have it: in a namespace of their own. */
function copyOf(object: Manifest, copy: number): object {
  const { name, namespace } = object.metadata;
  const own =
    object.kind === "Namespace" ? { name: `${name}-${copy}` } : { namespace: `${namespace}-${copy}` };
  // A DaemonSet per copy on each of 500 nodes would be a test of the machine's memory; one without a pod shows the same.
  if (object.kind === "DaemonSet") object["spec"].template.spec.nodeSelector = { "e2e/no-such-node": "true" };
  return { ...object, metadata: { ...object.metadata, ...own } };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
