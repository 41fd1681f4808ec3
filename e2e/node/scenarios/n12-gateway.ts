import { join, resolve } from "node:path";
import { root } from "../../../operations/root";
import { goModuleFolder } from "../../../tools/go-module";
import { runProgram } from "../../../verify/run-program";
import { checkEqual } from "../../check";
import type { Cluster } from "../../cluster/cluster";
import { variantForNodes } from "../overlay";
import { inNetworkOf } from "../pods";
import type { NodeScenario } from "../scenario";
import { withVisitors } from "../visitors";

const namespace = "envoy-gateway-system";

export const n12Gateway: NodeScenario = {
  id: "N12",
  title:
    "an environment that runs goes over from its Ingress to Envoy Gateway and back: HTTPS reaches the API through the proxy's pods, HTTP is sent there, metrics are not published",
  timeLimit: 1200,
  long: true,
  // As envoy-gateway.yaml names them.
  images: ["docker.io/envoyproxy/gateway:pinned", "docker.io/envoyproxy/envoy:pinned"],
  async run(stage) {
    const { cluster, dist, report, until } = stage;
    await startEnvoyGateway(cluster);
    report("Envoy Gateway is there");
    let host = "";
    const changed = variantForNodes(stage, "gateway", (props) => {
      host = props.api.host;
      props.api.exposure = { via: "gateway", className: "envoy" };
      props.cluster.ingressController = { namespace, podLabels: { "app.kubernetes.io/name": "envoy" } };
    });
    const somebody = { namespace: "default", name: "somebody", labels: {} };
    try {
      await cluster.mustDeploy(["apply", "--yes"], { dist: changed });
      report("the gateway is programmed");
      const [service] = await cluster.api.list(
        `/api/v1/namespaces/${namespace}/services?labelSelector=app.kubernetes.io%2Fname%3Denvoy`,
      );
      const address: string = service?.["spec"].clusterIP;
      const resolved = [80, 443].flatMap((port) => ["--resolve", `${host}:${port}:${address}`]);
      const written = ["--output", "/dev/null", "--write-out", "%{http_code} %{redirect_url}"];
      // Who signs public certificates is a stand-in here.
      const curl = ["curl", "--http1.1", "--insecure", "--silent", "--max-time", "20"];
      return await withVisitors(cluster, [somebody], async ([visitor]) => {
        const ask = async (url: string, ...words: string[]) => {
          const command = inNetworkOf(visitor!, ...curl, ...resolved, ...written, ...words, url);
          return (await runProgram("nsenter", command)).stdout.trim();
        };
        const identify = (...words: string[]) => {
          const json = ["--header", "Content-Type: application/json", "--data", '{"canvas":"e2e"}'];
          return ask(`https://${host}/api/v1/fingerprint/identify`, ...json, ...words);
        };
        await until("HTTPS reaches the API", 60, async () => (await identify()) === "200");
        const answers = {
          "POST /api": await identify(),
          "/metrics": await ask(`https://${host}/metrics`),
          "another host": await identify("--header", "Host: other.example.com"),
          HTTP: await ask(`http://${host}/api`),
        };
        checkEqual(
          answers,
          { "POST /api": "200", "/metrics": "404", "another host": "404", HTTP: `308 https://${host}/api` },
          "the proxy answers as the routes say",
        );
        return `through Envoy: ${JSON.stringify(answers)}`;
      });
    } finally {
      await cluster.mustDeploy(["apply", "--yes"], { dist });
    }
  },
};

/** Installs Envoy Gateway with its own definitions, and waits until it watches. */
async function startEnvoyGateway(cluster: Cluster): Promise<void> {
  const module = goModuleFolder(join(root, "tools/envoy-gateway"), "github.com/envoyproxy/gateway");
  const definitions = join(module, "charts/gateway-helm/charts/crds/crds");
  const apply = ["apply", "--server-side", "--force-conflicts"];
  await cluster.kubectl([...apply, "--recursive", `--filename=${definitions}`]);
  await cluster.kubectl([...apply, `--filename=${resolve(__dirname, "../envoy-gateway.yaml")}`]);
  const there = ["deployment/envoy-gateway", `--namespace=${namespace}`];
  await cluster.kubectl(["rollout", "status", ...there, "--timeout=180s"]);
}
