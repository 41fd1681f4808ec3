import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { apiMetrics } from "../../contracts/metrics";

/** The API's side of the metric contract: answers `/metrics` at the address of every simulated pod, as if each served its share. */
export class StubApi {
  private readonly counters = new Map<string, number>();
  private readonly servers = new Map<string, Server>();
  private readonly clock = setInterval(() => {
    void this.follow();
    this.serve();
  }, 1000);

  /** Requests per second that arrive for all pods together. */
  load = 0;

  /** @param pods The addresses of the pods that serve at the moment. */
  private constructor(
    private readonly port: number,
    private readonly pods: () => readonly string[],
  ) {}

  static async start(port: number, pods: () => readonly string[]): Promise<StubApi> {
    const stub = new StubApi(port, pods);
    await stub.follow();
    return stub;
  }

  stop(): void {
    clearInterval(this.clock);
    for (const pod of this.servers.keys()) this.end(pod);
  }

  /** Begins to answer for new pods, and no longer answers for those that are gone. */
  private async follow(): Promise<void> {
    const pods = this.pods();
    for (const pod of this.servers.keys()) if (!pods.includes(pod)) this.end(pod);
    for (const pod of pods) {
      if (this.servers.has(pod)) continue;
      const server = createServer((_, response) => {
        response.setHeader("content-type", "text/plain; version=0.0.4");
        response.end(this.exposition(pod));
      });
      this.servers.set(pod, server);
      await once(server.listen(this.port, pod), "listening");
    }
  }

  private end(pod: string): void {
    this.servers.get(pod)?.close().closeAllConnections();
    this.servers.delete(pod);
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
