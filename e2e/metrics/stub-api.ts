import { createServer } from "node:http";
import { apiMetrics } from "../../contracts/metrics";
import { PodServers } from "../cluster/pod-servers";
import { Exposition } from "./exposition";

const labels = { status: "200", endpoint: "/api/v1/fingerprint/identify", method: "POST" };

/** The API's side of the metric contract: answers `/metrics` at the address of every simulated pod, as if each served its share. */
export class StubApi {
  private readonly served = new Map<string, Exposition>();
  private readonly servers: PodServers;
  private readonly clock = setInterval(() => {
    void this.servers.follow(this.pods());
    this.serve();
  }, 1000);

  /** Requests per second that arrive for all pods together. */
  load = 0;
  private servedUntil = Date.now();

  /** @param pods The addresses of the pods that serve at the moment. */
  private constructor(
    port: number,
    private readonly pods: () => readonly string[],
  ) {
    this.servers = new PodServers(port, (pod) =>
      createServer((_, response) => {
        response.setHeader("content-type", "text/plain; version=0.0.4");
        response.end(this.served.get(pod)?.text());
      }),
    );
  }

  static async start(port: number, pods: () => readonly string[]): Promise<StubApi> {
    const stub = new StubApi(port, pods);
    stub.serve();
    await stub.servers.follow(pods());
    return stub;
  }

  stop(): void {
    clearInterval(this.clock);
    this.servers.stop();
  }

  /** The load balancer's work since it was here before: on a busy machine a second is longer. */
  private serve(): void {
    const pods = this.pods();
    const seconds = (Date.now() - this.servedUntil) / 1000;
    this.servedUntil += seconds * 1000;
    for (const pod of pods) {
      const own = this.served.get(pod) ?? new Exposition();
      own.add(apiMetrics.requests, labels, (this.load * seconds) / pods.length);
      this.served.set(pod, own);
    }
  }
}
