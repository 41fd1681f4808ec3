import { join } from "node:path";
import { fingerprintApi } from "../../contracts/components";
import { check, checkEqual } from "../check";
import type { Cluster, DeployOptions } from "../cluster/cluster";
import { draft } from "../cluster/draft";
import { apiDeployment } from "../cluster/fingerprint-api";
import { follow } from "../cluster/follow";
import { isActive, isServing, podsPath } from "../cluster/pods";
import { onLargest, type Scenario, stopwatch } from "../scenario";

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
    const good = await rollOut(cluster, join(folder, "good"), `${name}:rolled-out`);
    checkEqual(good.newPods, good.desired, "all pods run the new image");

    const bad = await rollOut(cluster, join(folder, "bad"), broken, ["--timeout", "25s"], {
      ends: 3,
      says: [`Deployment ${namespace}/${name}`, "ImagePullBackOff", broken],
    });
    await cluster.mustDeploy(["apply", "--yes"]);
    return (
      `new image: ${good.least} to ${good.most} pods of ${good.desired} in ${good.seconds} s; ` +
      `broken image: ${bad.least} of ${bad.desired} kept serving, ${bad.most - bad.desired} extra`
    );
  },
};

/** Applies another image and watches every single change of the pods meanwhile: the fewest that served, and the most. */
async function rollOut(
  cluster: Cluster,
  dist: string,
  image: string,
  more: readonly string[] = [],
  expected: DeployOptions = {},
) {
  draft(cluster.manifests, dist, (object) => {
    if (object["kind"] === "Deployment" && object.metadata.name === name)
      object["spec"].template.spec.containers[0].image = image;
  });
  const desired = (await cluster.api.get(apiDeployment))["spec"].replicas as number;
  let least = Infinity;
  let most = 0;
  const pods = await follow(cluster.api, podsPath(fingerprintApi), (now) => {
    least = Math.min(least, now.filter(isServing).length);
    most = Math.max(most, now.filter(isActive).length);
  });
  const stopped = stopwatch();
  await cluster.mustDeploy(["apply", "--yes", ...more], { dist, ...expected });
  const seconds = stopped();
  pods.stop();
  check(least >= desired, `never fewer than ${desired} pods serve (there were ${least})`);
  check(most <= desired + 1, `never more than one pod extra (there were ${most} of ${desired})`);
  const active = pods.objects().filter(isActive);
  const newPods = active.filter(({ spec }) => spec.containers[0].image === image).length;
  return { desired, least, most, newPods, seconds };
}
