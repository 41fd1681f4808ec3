import { join } from "node:path";
import { goModuleFolder } from "../../tools/go-module";
import { toolPath } from "../../tools/tool-path";
import type { ToolName } from "../../tools/tool-groups";
import { root } from "../../operations/root";
import type { Cluster } from "../cluster/cluster";
import type { Image, Images } from "./images/image";

const image = (program: string, tool: ToolName): Image => ({
  source: "https://github.com/kedacore/keda/tree/main: Dockerfile, Dockerfile.adapter, Dockerfile.webhooks",
  entrypoint: [`/${program}`],
  user: "65532:65532",
  entries: () => [{ path: `/${program}`, file: toolPath(tool) }],
});

/** The programs of KEDA's images. */
export const kedaTools = ["keda-operator", "keda-metrics-apiserver", "keda-admission-webhooks"] as const;

/** KEDA's images, by the references of its own manifests. */
export const kedaImages: Images = {
  "ghcr.io/kedacore/keda:main": image("keda", "keda-operator"),
  "ghcr.io/kedacore/keda-metrics-apiserver:main": image("keda-adapter", "keda-metrics-apiserver"),
  "ghcr.io/kedacore/keda-admission-webhooks:main": image(
    "keda-admission-webhooks",
    "keda-admission-webhooks",
  ),
};

/** Installs KEDA as its project does, and waits until it serves metrics. */
export async function startKeda(cluster: Cluster): Promise<void> {
  const module = goModuleFolder(join(root, "tools/keda"), "github.com/kedacore/keda/v2");
  await cluster.kubectl(["apply", "--server-side", "-k", join(module, "config/default")]);
  const available = ["wait", "--for=condition=Available", "--timeout=180s"];
  await cluster.kubectl([...available, "deployments", "--all", "--namespace=keda"]);
  await cluster.kubectl([...available, "apiservices", "v1beta1.external.metrics.k8s.io"]);
}
