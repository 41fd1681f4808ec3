import { fingerprintApi } from "../../contracts/components";
import { join } from "node:path";
import { groupBy } from "../../operations/report/group-by";
import { check, checkEqual } from "../check";
import type { KubeObject } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { isActive } from "../cluster/pods";
import { onLargest, type Scenario } from "../scenario";
import { synthesizeVariant } from "../synthesize-variant";

const reader = `${fingerprintApi.namespace}/${fingerprintApi.name}`;

export const s10ConfigChange: Scenario = {
  id: "S10",
  title:
    "a change of a ConfigMap rolls exactly the pods that read it; labels and annotations of the environment can be changed",
  timeLimit: 120,
  on: onLargest,
  async run({ cluster, folder }) {
    const before = await podsByWorkload(cluster);
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
    const after = await podsByWorkload(cluster);
    const rolled = [...before.keys()].filter((workload) =>
      differ(before.get(workload)!, after.get(workload)),
    );
    checkEqual(rolled, [reader], "only the reader's pods are new ones");
    const old = before.get(reader)!;
    check(
      after.get(reader)!.every((uid) => !old.includes(uid)),
      "every pod of the reader is a new one",
    );
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
    return `${old.length} pods of 1 workload rolled, ${before.size - 1} other workloads untouched; a new label and annotation are accepted on every object`;
  },
};

/** Ids of the pods of each workload, by the labels that name it. */
async function podsByWorkload(cluster: Cluster): Promise<Map<string, string[]>> {
  const pods = (await cluster.declared("/api/v1/pods")).filter(isActive);
  const workloadOf = ({ metadata }: KubeObject) =>
    `${metadata.namespace}/${metadata["labels"]["app.kubernetes.io/name"]}`;
  return new Map(
    [...groupBy(pods, workloadOf)].map(([name, own]) => [name, own.map(({ metadata }) => metadata["uid"])]),
  );
}

const differ = (before: readonly string[], after: readonly string[] = []) =>
  before.some((uid) => !after.includes(uid));
