import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { apiMetrics } from "../../monitoring/metrics";

/** The API's side of the metric contract: answers `/metrics` for every simulated pod, as if each served its share. */
export class StubApi {
  private readonly counters = new Map<string, number>();
  private readonly server = createServer((request, response) => {
    // Every pod's address leads here; the one that was asked says which pod is meant.
    const pod = (request.socket.localAddress ?? "").replace("::ffff:", "");
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(this.exposition(pod));
  });
  private readonly clock = setInterval(() => {
    this.serve();
  }, 1000);

  /** Requests per second that arrive for all pods together. */
  load = 0;

  /** @param pods The addresses of the pods that serve at the moment. */
  private constructor(private readonly pods: () => readonly string[]) {}

  static async start(port: number, pods: () => readonly string[]): Promise<StubApi> {
    const stub = new StubApi(pods);
    await new Promise<void>((resolve, reject) => {
      stub.server.once("error", reject);
      stub.server.listen(port, "0.0.0.0", resolve);
    });
    return stub;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    clearInterval(this.clock);
    this.server.close();
    this.server.closeAllConnections();
  }

  /** The load balancer's work of one second. */
  private serve(): void {
    const pods = this.pods();
    for (const pod of pods) this.counters.set(pod, (this.counters.get(pod) ?? 0) + this.load / pods.length);
  }

  private exposition(pod: string): string {
    const { name, help, type } = apiMetrics.requests;
    const count = Math.floor(this.counters.get(pod) ?? 0);
    return [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      `${name}{status="200",endpoint="/api/v1/fingerprint/identify",method="POST"} ${count}`,
      "",
    ].join("\n");
  }
}
