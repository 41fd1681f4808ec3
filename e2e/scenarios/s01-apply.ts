import { fingerprintApi } from "../../contracts/components";
import { checkEqual, checkIncludes } from "../check";
import type { Cluster } from "../cluster/cluster";
import { apiDeployment } from "../cluster/fingerprint-api";
import type { Scenario } from "../scenario";

export const s01Apply: Scenario = {
  id: "S1",
  title:
    "every environment applies with strict validation and no warning; a second apply changes nothing; preview shows exactly a manual edit",
  timeLimit: 400,
  anyCluster: true,
  applied: false,
  async run({ clusters }) {
    // Elasticsearch's pods count as available after a minute: no reason to wait for it twice.
    return (await Promise.all(clusters.map(applyTwice))).join("; ");
  },
};

async function applyTwice(cluster: Cluster): Promise<string> {
  const start = performance.now();
  const first = await cluster.mustDeploy(["apply", "--yes"]);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  checkEqual(first.match(/.*warning.*/gi) ?? [], [], "no warning of any kind");
  const objects = /applied (\d+) objects/.exec(first)?.[1];

  // It rejects with whatever is another than declared.
  const declared = ["--field-manager=fingerprint-deploy", "-k", cluster.manifests];
  await cluster.kubectl(["diff", "--server-side", ...declared]);
  const second = await cluster.mustDeploy(["apply"]);
  checkIncludes(second, "0 to add, 0 to change, 0 to remove", "the second apply has nothing to change");

  const { name, namespace } = fingerprintApi;
  const { image } = (await cluster.api.get(apiDeployment))["spec"].template.spec.containers[0];
  const byHand = ["set", "image", `deployment/${name}`, `${name}=by-hand`];
  await cluster.kubectl([...byHand, `--namespace=${namespace}`]);
  const preview = await cluster.mustDeploy(["preview"]);
  checkEqual(
    changedLines(preview),
    ["- image: by-hand", `+ image: ${image}`],
    "preview shows the edited image and nothing else",
  );
  checkIncludes(preview, "0 to add, 1 to change, 0 to remove", "preview counts one change");
  const repaired = await cluster.mustDeploy(["apply", "--yes"]);
  checkIncludes(repaired, `~ Deployment ${namespace}/${name}`, "apply names the edited object");
  return `${cluster.environment} ${objects} objects in ${seconds} s`;
}

/** Removed and added lines of a unified diff, but for what the server counts: pods may start and end between its two looks. */
const changedLines = (diff: string) =>
  diff
    .split("\n")
    .filter((line) => /^[-+] /.test(line))
    .map((line) => line.replace(/^([-+])\s+(- )?/, "$1 "))
    .filter((line) => !/^[-+] (generation|resourceVersion|\w+Replicas):/.test(line));
