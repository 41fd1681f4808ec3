import { join } from "node:path";
import { goModuleFolder } from "../../tools/go-module";
import { toolPath } from "../../tools/tool-path";
import { root } from "../../operations/root";
import type { Cluster } from "../cluster/cluster";
import { librariesOf, shell } from "./images/host-programs";
import { type Images, ownedBy } from "./images/image";

const nonroot = 65532;

/** The programs of Envoy Gateway's images. */
export const envoyGatewayTools = ["envoy", "envoy-gateway"] as const;

/** Envoy Gateway's images, by the references of envoy-gateway.yaml. */
export const envoyGatewayImages: Images = {
  "docker.io/envoyproxy/gateway:pinned": {
    source: "https://github.com/envoyproxy/gateway/blob/main/tools/docker/envoy-gateway/Dockerfile",
    entrypoint: ["/usr/local/bin/envoy-gateway"],
    user: `${nonroot}:${nonroot}`,
    entries: () => [
      { path: "/usr/local/bin/envoy-gateway", file: toolPath("envoy-gateway") },
      ...ownedBy(nonroot, nonroot, 0o777, "/", ["var/lib/eg", "tmp"]),
    ],
  },
  "docker.io/envoyproxy/envoy:pinned": {
    source: "https://github.com/envoyproxy/envoy/blob/main/distribution/docker/Dockerfile-envoy",
    entrypoint: ["/usr/local/bin/envoy"],
    user: `${nonroot}:${nonroot}`,
    bases: [shell],
    entries: () => [
      { path: "/usr/local/bin/envoy", file: toolPath("envoy") },
      ...librariesOf([toolPath("envoy")]),
    ],
  },
};

/** Installs Envoy Gateway with its own definitions, and waits until it watches. */
export async function startEnvoyGateway(cluster: Cluster): Promise<void> {
  const module = goModuleFolder(join(root, "tools/envoy-gateway"), "github.com/envoyproxy/gateway");
  const definitions = join(module, "charts/gateway-helm/charts/crds/crds");
  const apply = ["apply", "--server-side", "--force-conflicts"];
  await cluster.kubectl([...apply, "--recursive", `--filename=${definitions}`]);
  await cluster.kubectl([...apply, `--filename=${join(__dirname, "envoy-gateway.yaml")}`]);
  const there = ["deployment/envoy-gateway", "--namespace=envoy-gateway-system"];
  await cluster.kubectl(["rollout", "status", ...there, "--timeout=180s"]);
}
