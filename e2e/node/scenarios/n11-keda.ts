import { join } from "node:path";
import { root } from "../../../operations/root";
import { goModuleFolder } from "../../../tools/go-module";
import { checkEqual } from "../../check";
import { autoscalerOf, moveAutoscaler } from "../autoscaling";
import { variantForNodes } from "../overlay";
import type { NodeScenario } from "../scenario";

export const n11Keda: NodeScenario = {
  id: "N11",
  title:
    "an environment that runs goes over to KEDA and back, the API always has one autoscaler, and KEDA starts pods by load",
  timeLimit: 2400,
  long: true,
  // As KEDA's own manifests name them.
  images: ["keda", "keda-metrics-apiserver", "keda-admission-webhooks"].map(
    (name) => `ghcr.io/kedacore/${name}:main`,
  ),
  async run(stage) {
    const { cluster, dist, report } = stage;
    const module = goModuleFolder(join(root, "tools/keda"), "github.com/kedacore/keda/v2");
    await cluster.kubectl(["apply", "--server-side", "-k", join(module, "config/default")]);
    const available = ["wait", "--for=condition=Available", "--timeout=180s"];
    await cluster.kubectl([...available, "deployments", "--all", "--namespace=keda"]);
    await cluster.kubectl([...available, "apiservices", "v1beta1.external.metrics.k8s.io"]);
    report("KEDA is there");
    const changed = variantForNodes(stage, "keda", ({ monitoring }) => {
      monitoring.customMetrics = { provider: "keda" };
    });
    const owners = async () =>
      ((await autoscalerOf(cluster)).metadata["ownerReferences"] ?? []).map(({ kind }: any) => kind);
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
