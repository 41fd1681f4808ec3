import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { configFiles, configFolder } from "../../monitoring/prometheus/prometheus-config";
import { toolPath } from "../../tools/tool-path";
import { configMapFiles } from "../config-map";
import { freePort } from "../servers/free-port";
import { listen } from "../servers/listen";
import { RunningProgram } from "../servers/running-program";
import { until } from "../until";

interface Container {
  readonly name: string;
  readonly args: readonly string[];
}

/** One pod of Prometheus: the server and its sidecar, at addresses of their own. */
interface Replica {
  readonly folder: string;
  readonly ports: { readonly prometheus: number; readonly grpc: number; readonly http: number };
  readonly running: RunningProgram[];
}

/** A series as the HTTP API gives it: its samples with their times in seconds. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

/**
 * Two replicas of Prometheus with sidecars, and the Querier, each with the arguments of its manifest. Addresses and
 * folders are others, the bucket is a folder, and one target is scraped each second.
 */
export class Replicas {
  private readonly target = createServer((_, response) => {
    response.end(`ticks ${String(Date.now())}\n`);
  });
  private readonly replicas: Replica[] = [];
  private querier: RunningProgram | undefined;
  private querierPort = 0;

  /** @param dist an environment's folder of manifests */
  constructor(
    private readonly dist: string,
    private readonly folder: string,
  ) {}

  async start(): Promise<void> {
    const scraped = await listen(this.target);
    for (const name of ["prometheus-0", "prometheus-1"]) {
      const folder = join(this.folder, name);
      await mkdir(join(folder, "data"), { recursive: true });
      await writeFile(join(folder, configFiles.main), this.config(scraped));
      const bucket = { type: "FILESYSTEM", config: { directory: join(this.folder, "bucket") } };
      await writeFile(join(folder, "objstore.yml"), stringify(bucket));
      const ports = { prometheus: await freePort(), grpc: await freePort(), http: await freePort() };
      this.replicas.push({ folder, ports, running: [] });
    }
    await Promise.all(this.replicas.map((_, index) => this.startReplica(index)));

    this.querierPort = await freePort();
    const [{ args }] = await this.containers("Deployment.thanos-query");
    const grpc = String(await freePort());
    const endpoints = this.replicas.map(({ ports }) => ({ address: `127.0.0.1:${String(ports.grpc)}` }));
    this.querier = new RunningProgram(
      toolPath("thanos"),
      moved(args, {
        "0.0.0.0:10902": `127.0.0.1:${String(this.querierPort)}`,
        "127.0.0.1:10901": `127.0.0.1:${grpc}`,
        [JSON.stringify([{ address: "dns+prometheus-pods.prometheus.svc.cluster.local:10901" }])]:
          JSON.stringify(endpoints),
      }),
    );
    await this.querier.untilReady(`http://127.0.0.1:${String(this.querierPort)}/-/ready`);
  }

  /** Starts a pod's containers. */
  async startReplica(index: number): Promise<void> {
    const { folder, ports, running } = this.replicas[index]!;
    const [server, sidecar] = await this.containers("StatefulSet.prometheus");
    const env = { POD_NAME: `prometheus-${String(index)}` };
    const folders = { [configFolder]: folder, "path=/prometheus": `path=${join(folder, "data")}` };
    const prometheus = new RunningProgram(
      toolPath("prometheus"),
      [...moved(server.args, folders), `--web.listen-address=127.0.0.1:${String(ports.prometheus)}`],
      env,
    );
    running.push(prometheus);
    await prometheus.untilReady(`http://127.0.0.1:${String(ports.prometheus)}/-/ready`);
    const thanos = new RunningProgram(
      toolPath("thanos"),
      moved(sidecar!.args, {
        "path=/prometheus": `path=${join(folder, "data")}`,
        "localhost:9090": `127.0.0.1:${String(ports.prometheus)}`,
        "0.0.0.0:10901": `127.0.0.1:${String(ports.grpc)}`,
        "0.0.0.0:10902": `127.0.0.1:${String(ports.http)}`,
        "/etc/thanos": folder,
      }),
    );
    running.push(thanos);
    await thanos.untilReady(`http://127.0.0.1:${String(ports.http)}/-/ready`);
  }

  async stopReplica(index: number): Promise<void> {
    await Promise.all(this.replicas[index]!.running.splice(0).map((program) => program.stop()));
  }

  /** Waits until the Querier has new samples of each replica. */
  async untilBothAnswer(): Promise<void> {
    const fresh = "last_over_time(ticks[5s])";
    await until(
      () => `the Querier does not know both:\n${this.querier?.output ?? ""}`,
      60,
      async () => (await this.askQuerier(fresh, false)).length === this.replicas.length,
    );
  }

  /** Asks the Querier; without `dedup`, for what each replica has seen. */
  askQuerier(query: string, dedup = true): Promise<Series[]> {
    return ask(this.querierPort, { query, dedup: String(dedup) });
  }

  /** Asks one replica by itself. */
  askReplica(index: number, query: string): Promise<Series[]> {
    return ask(this.replicas[index]!.ports.prometheus, { query });
  }

  async stop(): Promise<void> {
    await this.querier?.stop();
    await Promise.all(this.replicas.map((_, index) => this.stopReplica(index)));
    this.target.closeAllConnections();
    this.target.close();
  }

  /** The environment's configuration, with one target and without whom it would tell. */
  private config(scraped: number): string {
    const { global } = parse(
      configMapFiles(this.dist, "prometheus", "prometheus-config")[configFiles.main]!,
    ) as {
      global: object;
    };
    return stringify({
      global: { ...global, scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: [
        {
          job_name: "ticks",
          fallback_scrape_protocol: "PrometheusText0.0.4",
          static_configs: [{ targets: [`127.0.0.1:${String(scraped)}`] }],
        },
      ],
    });
  }

  private async containers(file: string): Promise<[Container, ...Container[]]> {
    const text = await readFile(join(this.dist, "prometheus", `${file}.yaml`), "utf8");
    return parse(text).spec.template.spec.containers;
  }
}

/** Arguments with other addresses and folders. Each has to be among them, or they are not what the manifests say. */
function moved(args: readonly string[], places: Readonly<Record<string, string>>): string[] {
  for (const place of Object.keys(places))
    if (!args.some((arg) => arg.includes(place)))
      throw new Error(`no argument has ${place}: ${args.join(" ")}`);
  return args.map((arg) =>
    Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), arg),
  );
}

async function ask(port: number, parameters: Record<string, string>): Promise<Series[]> {
  const url = `http://127.0.0.1:${String(port)}/api/v1/query?${String(new URLSearchParams(parameters))}`;
  const answer = (await (await fetch(url)).json()) as { data?: { result: Series[] }; error?: string };
  if (!answer.data) throw new Error(`${url}: ${answer.error ?? "no data"}`);
  return answer.data.result;
}
