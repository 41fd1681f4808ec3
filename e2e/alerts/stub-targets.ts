import { createServer } from "node:http";
import { apiMetrics } from "../../contracts/metrics";
import { listen } from "../../verify/servers/listen";
import { timeScale } from "./time-scale";

/** What the API goes through. Shares are of all requests. */
export interface ApiState {
  /** Whether `/metrics` answers. */
  readonly up: boolean;
  /** Share of requests that end in a 5xx status. */
  readonly failing: number;
  /** Share of requests that take between 1 s and 2.5 s. */
  readonly slow: number;
  /** Share of requests that wait between 5 s and 7.5 s for a worker. */
  readonly queued: number;
  /** Whether the model is loaded. */
  readonly loaded: boolean;
}

/** Nothing is wrong. */
export const sound: ApiState = { up: true, failing: 0, slow: 0, queued: 0, loaded: true };

/** Counters by series. */
type Counters = Record<string, number>;

const requestsPerTick = 100;

/** Stands in for every target: the API with its metric contract, played from a state, and exporters that are well. */
export class StubTargets {
  state: ApiState = sound;
  private readonly counters: Counters = {};
  /** An hour ago: what is played is no slow start. */
  private readonly started = Date.now() / 1000 - 3600;

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
    this.add(`${requests.name}{status="200",endpoint="/api",method="POST"}`, requestsPerTick * (1 - failing));
    this.add(`${requests.name}{status="500",endpoint="/api",method="POST"}`, requestsPerTick * failing);
    this.observe(requestDuration.name, requestDuration.buckets ?? [], 'endpoint="/api",', 0.05, 2, slow);
    this.observe(queueLatency.name, queueLatency.buckets ?? [], "", 0.005, 6, queued);
  }

  private add(series: string, value: number): void {
    this.counters[series] = (this.counters[series] ?? 0) + value;
  }

  /** A hundred observations: most at one value, a share of them at another. */
  private observe(
    name: string,
    buckets: readonly number[],
    labels: string,
    usual: number,
    other: number,
    share: number,
  ) {
    for (const bound of [...buckets, Infinity]) {
      const le = bound === Infinity ? "+Inf" : String(bound);
      const below = (usual <= bound ? 1 - share : 0) + (other <= bound ? share : 0);
      this.add(`${name}_bucket{${labels}le="${le}"}`, requestsPerTick * below);
    }
    const own = labels === "" ? "" : `{${labels.slice(0, -1)}}`;
    this.add(`${name}_count${own}`, requestsPerTick);
    this.add(`${name}_sum${own}`, requestsPerTick * (usual * (1 - share) + other * share));
  }

  private api(): string {
    const { modelsLoaded, processStartTime } = apiMetrics;
    return [
      ...Object.entries(this.counters).map(([series, value]) => `${series} ${value}`),
      `${modelsLoaded.name}{model="family"} ${this.state.loaded ? 1 : 0}`,
      `${processStartTime.name} ${this.started}`,
      "",
    ].join("\n");
  }

  private probe(): string {
    const inThreeMonths = Date.now() / 1000 + 90 * 86_400;
    return `probe_success 1\nprobe_ssl_earliest_cert_expiry ${inThreeMonths}\n`;
  }
}
