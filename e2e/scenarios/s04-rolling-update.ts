import { fingerprintApi } from "../../contracts/components";
import { join } from "node:path";
import { check, checkEqual } from "../check";
import type { KubeObject } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { draft } from "../cluster/draft";
import { apiDeployment } from "../cluster/fingerprint-api";
import { Follower } from "../cluster/follow";
import { isActive, isServing, podsPath } from "../cluster/pods";
import { onLargest, type Scenario } from "../scenario";
import { synthesizeVariant } from "../synthesize-variant";

const { namespace, name } = fingerprintApi;

/** kwok.yaml has no such image. */
const broken = `${name}:does-not-exist`;

export const s04RollingUpdate: Scenario = {
  id: "S4",
  title:
    "a new image rolls out with all pods available and one extra at most; a broken one stops with the old pods serving and deploy.sh says why",
  timeLimit: 180,
  on: onLargest,
  async run({ cluster, folder }) {
    const good = await rollOut(cluster, join(folder, "good"), `${name}:rolled-out`, 0);
    checkEqual(good.newPods, good.desired, "all pods run the new image");

    const bad = await rollOut(cluster, join(folder, "bad"), broken, 3, "--timeout", "25s");
    for (const part of [`Deployment ${namespace}/${name}`, "ImagePullBackOff", broken])
      check(bad.output.includes(part), `deploy.sh says why, with "${part}":\n${bad.output}`);

    const sleep = await checkSleep(cluster, join(folder, "sleep"));
    await cluster.mustDeploy(["apply", "--yes"]);
    return (
      `new image: ${good.least} to ${good.most} pods of ${good.desired} in ${good.seconds} s; ` +
      `broken image: ${bad.least} of ${bad.desired} kept serving, ${bad.most - bad.desired} extra; ` +
      sleep
    );
  },
};

/** The kubelet's own pause is for a server that has it; an older one would drop the field, and preflight says so first. */
async function checkSleep(cluster: Cluster, folder: string): Promise<string> {
  const dist = synthesizeVariant(cluster.environment, folder, (props) => {
    props.api.shutdown = { ...props.api.shutdown, preStop: "sleep" };
  });
  const { minor } = (await cluster.api.get("/version")) as unknown as { minor: string };
  const has = Number(minor) >= 30;
  const told = await cluster.mustDeploy(["apply", "--dry-run"], { dist, ends: has ? 0 : 1 });
  check(told.includes("  x Kubernetes 1.30: it is 1.") !== has, `preflight tells which:\n${told}`);
  return `the kubelet's sleep is ${has ? "taken" : "refused by preflight"} on 1.${minor}`;
}

/** Applies another image and watches every single change of the pods meanwhile: the fewest that served, and the most. */
async function rollOut(cluster: Cluster, dist: string, image: string, ends: number, ...options: string[]) {
  draft(cluster.manifests, dist, (object) => {
    if (isApi(object)) object["spec"].template.spec.containers[0].image = image;
  });
  const desired = (await cluster.api.get(apiDeployment))["spec"].replicas as number;
  let least = Infinity;
  let most = 0;
  const pods = await Follower.start(cluster.api, podsPath(fingerprintApi), (now) => {
    least = Math.min(least, now.filter(isServing).length);
    most = Math.max(most, now.filter(isActive).length);
  });
  const start = performance.now();
  const output = await cluster.mustDeploy(["apply", "--yes", ...options], { dist, ends });
  const seconds = Math.round((performance.now() - start) / 1000);
  pods.stop();
  check(least >= desired, `never fewer than ${desired} pods serve (there were ${least})`);
  check(most <= desired + 1, `never more than one pod extra (there were ${most} of ${desired})`);
  const newPods = pods.objects.filter(
    (pod) => isActive(pod) && pod["spec"].containers[0].image === image,
  ).length;
  return { output, desired, least, most, newPods, seconds };
}

const isApi = (object: KubeObject) =>
  object["kind"] === "Deployment" && object.metadata.name === fingerprintApi.name;
