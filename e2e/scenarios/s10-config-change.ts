import { join } from "node:path";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { isActive } from "../cluster/pods";
import type { Scenario } from "../scenario";
import { synthesizeVariant } from "../synthesize-variant";

export const s10ConfigChange: Scenario = {
  id: "S10",
  title:
    "a change of a ConfigMap rolls exactly the pods that read it; labels and annotations of the environment can be changed",
  timeLimit: 120,
  async run({ cluster, folder }) {
    const production = await cluster("production");
    const before = await podsByWorkload(production);
    const dist = synthesizeVariant("production", join(folder, "dist"), (props) => {
      props.api.config = { ...props.api.config, logLevel: "info" };
    });
    const preview = await production.mustDeploy(["preview"], { dist });
    checkEqual(
      preview.split("\n").filter((line) => /^ {2}[+~-] /.test(line)),
      ["  ~ ConfigMap fingerprint/fingerprint-api-config", "  ~ Deployment fingerprint/fingerprint-api"],
      "the change touches the ConfigMap and its reader",
    );
    await production.mustDeploy(["apply", "--yes"], { dist });
    const after = await podsByWorkload(production);
    const rolled = [...before.keys()].filter((workload) =>
      differ(before.get(workload)!, after.get(workload)),
    );
    checkEqual(rolled, ["fingerprint/fingerprint-api"], "only the reader's pods are new ones");
    const old = before.get("fingerprint/fingerprint-api")!;
    check(
      after.get("fingerprint/fingerprint-api")!.every((uid) => !old.includes(uid)),
      "every pod of the reader is a new one",
    );
    await production.mustDeploy(["apply", "--yes"]);

    // It is on every object, so none may have it where the API server refuses changes.
    const relabelled = synthesizeVariant("production", join(folder, "relabelled"), (props) => {
      props.labels = { ...props.labels, team: "fingerprint" };
      props.annotations = { ...props.annotations, "example.com/owner": "fingerprint" };
    });
    const dryRun = await production.mustDeploy(["apply", "--dry-run"], { dist: relabelled });
    check(
      / 0 to add, \d+ to change, 0 to remove, 0 stay as they are/.test(dryRun),
      `every object changes:\n${dryRun}`,
    );
    return `${old.length} pods of 1 workload rolled, ${before.size - 1} other workloads untouched; a new label and annotation are accepted on every object`;
  },
};

/** Ids of the pods of each workload, by the labels that name it. */
async function podsByWorkload({ api }: Cluster): Promise<Map<string, string[]>> {
  const workloads = new Map<string, string[]>();
  for (const pod of (
    await api.list("/api/v1/pods?labelSelector=app.kubernetes.io%2Fpart-of%3Dfingerprint")
  ).filter(isActive)) {
    const key = `${pod.metadata.namespace}/${pod.metadata["labels"]["app.kubernetes.io/name"]}`;
    workloads.set(key, [...(workloads.get(key) ?? []), pod.metadata["uid"]]);
  }
  return workloads;
}

const differ = (before: readonly string[], after: readonly string[] = []) =>
  before.some((uid) => !after.includes(uid));
