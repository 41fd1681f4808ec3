import { createServer } from "node:https";
import { prometheusAdapter } from "../../contracts/components";
import type { Api } from "./api";
import { PodServers } from "./pod-servers";
import { isServing, podsPath } from "./pods";

const { namespace, name } = prometheusAdapter;

/**
 * Answers for prometheus-adapter at the addresses of its simulated pods, with the certificate that was signed for it: its
 * API is available, and knows no metric.
 */
export class AdapterStandIn {
  private servers: PodServers | undefined;
  private clock: NodeJS.Timeout | undefined;

  constructor(private readonly api: Api) {}

  /** Begins to answer, as soon as there are pods and a certificate. */
  start(): void {
    this.clock = setInterval(() => void this.follow().catch(() => undefined), 1000).unref();
  }

  /** Leaves the addresses to somebody else. */
  stop(): void {
    clearInterval(this.clock);
    this.servers?.stop();
  }

  private async follow(): Promise<void> {
    const pods = await this.api.list(podsPath(prometheusAdapter));
    this.servers ??= await this.prepare();
    await this.servers.follow(pods.filter(isServing).map((pod) => pod["status"].podIP as string));
  }

  private async prepare(): Promise<PodServers> {
    const { data } = await this.api.get(`/api/v1/namespaces/${namespace}/secrets/${name}-tls`);
    const [cert, key] = ["tls.crt", "tls.key"].map((file) => Buffer.from(data[file], "base64"));
    return new PodServers(prometheusAdapter.port("https"), () =>
      createServer({ cert, key }, (request, response) => {
        const [, , groupVersion] = /^\/apis(\/([^?]+))?/.exec(request.url ?? "") ?? [];
        const answer = groupVersion
          ? { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: [] }
          : { kind: "APIGroupList", apiVersion: "v1", groups: [] };
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
      }),
    );
  }
}
