import { fingerprintApi } from "../../contracts/components";
import { checkEqual } from "../check";
import { apiDeployment } from "../cluster/fingerprint-api";
import { onEach, type Scenario, stopwatch } from "../scenario";

const { name, namespace } = fingerprintApi;

export const s01Apply: Scenario = {
  id: "S1",
  title:
    "every environment applies with strict validation and no warning; a second apply changes nothing; preview shows exactly a manual edit",
  timeLimit: 400,
  anyCluster: true,
  applied: false,
  // Elasticsearch's pods count as available after a minute: no reason to wait for it on one cluster after the other.
  run: onEach(async (cluster) => {
    const seconds = stopwatch();
    const first = await cluster.mustDeploy(["apply", "--yes"]);
    const applied = `${/applied (\d+) objects/.exec(first)?.[1]} objects in ${seconds()} s`;
    checkEqual(first.match(/.*warning.*/gi) ?? [], [], "no warning of any kind");

    // It rejects with whatever is another than declared.
    const declared = ["--field-manager=fingerprint-deploy", "-k", cluster.manifests];
    await cluster.kubectl(["diff", "--server-side", ...declared]);
    await cluster.mustDeploy(["apply"], { says: ["0 to add, 0 to change, 0 to remove"] });

    const { image } = (await cluster.api.get(apiDeployment))["spec"].template.spec.containers[0];
    const byHand = ["set", "image", `deployment/${name}`, `${name}=by-hand`];
    await cluster.kubectl([...byHand, `--namespace=${namespace}`]);
    const preview = await cluster.mustDeploy(["preview"], { says: ["0 to add, 1 to change, 0 to remove"] });
    checkEqual(
      changedLines(preview),
      ["- image: by-hand", `+ image: ${image}`],
      "preview shows the edited image and nothing else",
    );
    await cluster.mustDeploy(["apply", "--yes"], { says: [`~ Deployment ${namespace}/${name}`] });
    return `${cluster.environment} ${applied}`;
  }),
};

/** Removed and added lines of a unified diff, but for what the server counts: pods may start and end between its two looks. */
const changedLines = (diff: string) =>
  diff
    .split("\n")
    .filter((line) => /^[-+] /.test(line))
    .map((line) => line.replace(/^([-+])\s+(- )?/, "$1 "))
    .filter((line) => !/^[-+] (generation|resourceVersion|\w+Replicas):/.test(line));
