import { join } from "node:path";
import { fingerprintApi } from "../../contracts/components";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { synthesizeVariant } from "../cluster/draft";
import { isActive } from "../cluster/pods";
import { onLargest, type Scenario } from "../scenario";

const reader = `${fingerprintApi.namespace}/${fingerprintApi.name}`;

export const s10ConfigChange: Scenario = {
  id: "S10",
  title:
    "a change of a ConfigMap rolls exactly the pods that read it; labels and annotations of the environment can be changed",
  timeLimit: 120,
  on: onLargest,
  async run({ cluster, folder }) {
    const before = await workloadsByPod(cluster);
    const dist = synthesizeVariant(cluster.environment, join(folder, "dist"), (props) => {
      const logLevel = props.api.config?.logLevel === "info" ? "warn" : "info";
      props.api.config = { ...props.api.config, logLevel };
    });
    const preview = await cluster.mustDeploy(["preview"], { dist });
    checkEqual(
      preview.split("\n").filter((line) => /^ {2}[+~-] /.test(line)),
      [`  ~ ConfigMap ${reader}-config`, `  ~ Deployment ${reader}`],
      "the change touches the ConfigMap and its reader",
    );
    await cluster.mustDeploy(["apply", "--yes"], { dist });
    const after = await workloadsByPod(cluster);
    const gone = [...before].filter(([pod]) => !after.has(pod)).map(([, workload]) => workload);
    checkEqual([...new Set(gone)], [reader], "only the reader's pods are new ones");
    const old = [...before.values()].filter((workload) => workload === reader).length;
    check(gone.length === old, `every pod of the reader is a new one: ${gone.length} of ${old}`);
    await cluster.mustDeploy(["apply", "--yes"]);

    // It is on every object, so none may have it where the API server refuses changes.
    const relabelled = synthesizeVariant(cluster.environment, join(folder, "relabelled"), (props) => {
      props.labels = { ...props.labels, relabelled: "yes" };
      props.annotations = { ...props.annotations, "example.com/relabelled": "yes" };
    });
    const dryRun = await cluster.mustDeploy(["apply", "--dry-run"], { dist: relabelled });
    check(
      / 0 to add, \d+ to change, 0 to remove, 0 stay as they are/.test(dryRun),
      `every object changes:\n${dryRun}`,
    );
    return `${old} pods of ${reader} rolled, ${before.size - old} others untouched; a new label and annotation are accepted on every object`;
  },
};

async function workloadsByPod(cluster: Cluster): Promise<Map<string, string>> {
  const pods = (await cluster.declared("/api/v1/pods")).filter(isActive);
  return new Map(
    pods.map(({ metadata }) => [
      metadata["uid"],
      `${metadata.namespace}/${metadata["labels"]["app.kubernetes.io/name"]}`,
    ]),
  );
}
