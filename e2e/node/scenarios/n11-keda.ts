import { checkEqual } from "../../check";
import { autoscalerOf, moveAutoscaler } from "../autoscaling";
import { kedaImages, kedaTools, startKeda } from "../keda";
import type { NodeScenario } from "../scenario";
import { variantForNodes } from "../variant-for-nodes";

export const n11Keda: NodeScenario = {
  id: "N11",
  title:
    "an environment that runs goes over to KEDA and back, the API always has one autoscaler, and KEDA starts pods by load",
  timeLimit: 2400,
  long: true,
  tools: kedaTools,
  images: kedaImages,
  async run(stage) {
    const { cluster, dist, report } = stage;
    await startKeda(cluster);
    report("KEDA is there");
    const changed = variantForNodes(stage, "keda", ({ monitoring }) => {
      monitoring.customMetrics = { provider: "keda" };
    });
    const owners = async () =>
      ((await autoscalerOf(cluster)).metadata.ownerReferences ?? []).map(({ kind }) => kind);
    let moved;
    try {
      await cluster.mustDeploy(["apply", "--yes"], { dist: changed });
      checkEqual(await owners(), ["ScaledObject"], "KEDA owns the API's only autoscaler");
      moved = await moveAutoscaler(stage);
    } finally {
      await cluster.mustDeploy(["apply", "--yes"], { dist });
    }
    checkEqual(await owners(), [], "the API's only autoscaler is its own again");
    return `KEDA: ${moved}`;
  },
};
