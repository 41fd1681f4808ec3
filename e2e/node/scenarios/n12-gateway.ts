import { checkEqual } from "../../check";
import { runProgram } from "../../../verify/run-program";
import { envoyGatewayImages, envoyGatewayTools, startEnvoyGateway } from "../envoy-gateway";
import { withJson } from "../in-pod";
import { processOf } from "../pods";
import type { NodeScenario } from "../scenario";
import { variantForNodes } from "../variant-for-nodes";
import { endVisitors, startVisitors } from "../visitors";

const namespace = "envoy-gateway-system";

const somebody = { namespace: "default", name: "somebody", labels: {} };

export const n12Gateway: NodeScenario = {
  id: "N12",
  title:
    "an environment that runs goes over from its Ingress to Envoy Gateway and back: HTTPS reaches the API through the proxy's pods, HTTP is sent there, metrics are not published",
  timeLimit: 1200,
  long: true,
  tools: envoyGatewayTools,
  images: envoyGatewayImages,
  async run(stage) {
    const { cluster, dist, report, until } = stage;
    const { api } = cluster;
    await startEnvoyGateway(cluster);
    report("Envoy Gateway is there");
    let host = "";
    const changed = variantForNodes(stage, "gateway", (props) => {
      host = props.api.host;
      props.api.exposure = { via: "gateway", className: "envoy" };
      props.cluster.ingressController = { namespace, podLabels: { "app.kubernetes.io/name": "envoy" } };
    });
    try {
      await cluster.mustDeploy(["apply", "--yes"], { dist: changed });
      report("the gateway is programmed");
      const [service] = await api.list(
        `/api/v1/namespaces/${namespace}/services?labelSelector=app.kubernetes.io%2Fname%3Denvoy`,
      );
      const address: string = service?.["spec"].clusterIP;
      const [visitor] = await startVisitors(cluster, [somebody]);
      const ask = async (url: string, ...options: string[]) => {
        const resolved = [80, 443].flatMap((port) => ["--resolve", `${host}:${port}:${address}`]);
        const told = ["--http1.1", "--silent", "--output", "/dev/null", "--max-time", "20"];
        const written = ["--write-out", "%{http_code} %{redirect_url}"];
        // Who signs public certificates is a stand-in here.
        const words = ["--insecure", ...told, ...written, ...resolved, ...options, url];
        const inPod = [`--target=${processOf(visitor!)}`, "--net", "curl"];
        return (await runProgram("nsenter", [...inPod, ...words])).stdout.trim();
      };
      const identify = (...options: string[]) =>
        ask(`https://${host}/api/v1/fingerprint/identify`, ...withJson({ canvas: "e2e" }), ...options);
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
    } finally {
      await endVisitors(cluster, [somebody]);
      await cluster.mustDeploy(["apply", "--yes"], { dist });
    }
  },
};
