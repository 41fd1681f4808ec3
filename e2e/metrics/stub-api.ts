import { createServer, type Server } from "node:http";
import { apiMetrics } from "../../contracts/metrics";
import { listen } from "../../verify/servers/listen";
import { Exposition } from "./exposition";

const labels = { endpoint: "/api/v1/fingerprint/identify", method: "POST", status: "200" };

/**
 * The API's side of the metric contract: answers `/metrics` at the address of every pod, as if each served its share of the
 * load.
 */
export class StubApi {
  private readonly pods = new Map<string, { readonly metrics: Exposition; readonly server: Server }>();
  private readonly clock = setInterval(() => void this.serve().catch(() => undefined), 1000);
  private servedUntil = Date.now();

  /** Requests per second that arrive for all pods together. */
  load = 0;

  /** @param addresses where there are pods at the moment */
  private constructor(
    private readonly port: number,
    private readonly addresses: () => readonly string[],
  ) {}

  static async start(port: number, addresses: () => readonly string[]): Promise<StubApi> {
    const stub = new StubApi(port, addresses);
    await stub.serve();
    return stub;
  }

  stop(): void {
    clearInterval(this.clock);
    for (const address of this.pods.keys()) this.end(address);
  }

  /** The load balancer's work since it was here before: on a busy machine a second is longer. */
  private async serve(): Promise<void> {
    const addresses = this.addresses();
    for (const address of this.pods.keys()) if (!addresses.includes(address)) this.end(address);
    for (const address of addresses) if (!this.pods.has(address)) await this.begin(address);
    const seconds = (Date.now() - this.servedUntil) / 1000;
    this.servedUntil += seconds * 1000;
    for (const { metrics } of this.pods.values())
      metrics.add(apiMetrics.requests, labels, (this.load * seconds) / this.pods.size);
  }

  private async begin(address: string): Promise<void> {
    const metrics = new Exposition();
    const server = createServer((_, response) => {
      response.setHeader("content-type", "text/plain; version=0.0.4").end(metrics.text());
    });
    await listen(server, this.port, address);
    this.pods.set(address, { metrics, server });
  }

  private end(address: string): void {
    const { server } = this.pods.get(address)!;
    server.close();
    server.closeAllConnections();
    this.pods.delete(address);
  }
}
