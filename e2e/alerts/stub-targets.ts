import { createServer } from "node:http";
import { apiMetrics, type Metric } from "../../contracts/metrics";
import { listen } from "../../verify/servers/listen";
import { Exposition } from "../metrics/exposition";
import { timeScale } from "./time-scale";

/** What the API goes through. Shares are of all requests. */
export interface ApiState {
  /** Whether `/metrics` answers. */
  readonly up: boolean;
  /** Share of requests that end in a 5xx status. */
  readonly failing: number;
  /** Share of requests that take 2 s. */
  readonly slow: number;
  /** Share of requests that wait 6 s for a worker. */
  readonly queued: number;
  /** Whether the model is loaded. */
  readonly loaded: boolean;
}

/** Nothing is wrong. */
export const sound: ApiState = { up: true, failing: 0, slow: 0, queued: 0, loaded: true };

const requestsPerTick = 100;

/** Stands in for every target: the API with its metric contract, played from a state, and exporters that are well. */
export class StubTargets {
  state: ApiState = sound;
  private readonly metrics = new Exposition();

  private readonly server = createServer((request, response) => {
    const api = request.url === "/metrics";
    response.statusCode = api && !this.state.up ? 503 : 200;
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(api ? this.api() : request.url?.startsWith("/probe") ? this.probe() : "");
  });

  // Every scrape interval finds a new hundred requests.
  private readonly clock = setInterval(() => {
    this.tick();
  }, 15_000 / timeScale);

  /** Listens on a port of loopback. */
  async listen(port: number): Promise<void> {
    // Since an hour: what is played is no slow start.
    this.metrics.set(apiMetrics.processStartTime, {}, Date.now() / 1000 - 3600);
    this.tick();
    await listen(this.server, port);
  }

  stop(): void {
    clearInterval(this.clock);
    this.server.close();
    this.server.closeAllConnections();
  }

  private tick(): void {
    const { failing, slow, queued } = this.state;
    const { requests, requestDuration, queueLatency } = apiMetrics;
    const endpoint = "/api";
    const answered = (status: string, share: number) => {
      this.metrics.add(requests, { status, endpoint, method: "POST" }, requestsPerTick * share);
    };
    answered("200", 1 - failing);
    answered("500", failing);
    const took = (metric: Metric, labels: Record<string, string>, seconds: number, share: number) => {
      this.metrics.observe(metric, labels, seconds, requestsPerTick * share);
    };
    took(requestDuration, { endpoint }, 0.05, 1 - slow);
    took(requestDuration, { endpoint }, 2, slow);
    took(queueLatency, {}, 0.005, 1 - queued);
    took(queueLatency, {}, 6, queued);
  }

  private api(): string {
    this.metrics.set(apiMetrics.modelsLoaded, { model: "family" }, this.state.loaded ? 1 : 0);
    return this.metrics.text();
  }

  private probe(): string {
    const inThreeMonths = Date.now() / 1000 + 90 * 86_400;
    return `probe_success 1\nprobe_ssl_earliest_cert_expiry ${inThreeMonths}\n`;
  }
}
