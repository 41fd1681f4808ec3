import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { configFiles, configFolder } from "../../monitoring/prometheus/prometheus-config";
import { toolPath } from "../../tools/tool-path";
import { configMapFiles } from "../config-map";
import { RunningProgram } from "../run-program";
import { askPrometheus, type Series } from "../servers/ask-prometheus";
import { freePort } from "../servers/free-port";
import { listen } from "../servers/listen";
import { until } from "../until";

/** One pod of Prometheus: the server and its sidecar, at addresses of their own. */
interface Replica {
  readonly name: string;
  readonly folder: string;
  readonly server: string;
  readonly sidecar: string;
  readonly grpc: string;
  readonly running: RunningProgram[];
}

/**
 * Two replicas of Prometheus with sidecars, and the Querier, each with the arguments of its manifest. Addresses and
 * folders are others, the bucket is a folder, and one target is scraped each second.
 */
export class Replicas {
  private readonly target = createServer((_, response) => {
    response.end(`ticks ${String(Date.now())}\n`);
  });
  private replicas: readonly Replica[] = [];
  private querier = "";
  private readonly running: RunningProgram[] = [];

  /** @param dist an environment's folder of manifests */
  constructor(
    private readonly dist: string,
    private readonly folder: string,
  ) {}

  async start(): Promise<void> {
    const target = `127.0.0.1:${String(await listen(this.target))}`;
    this.replicas = await Promise.all(
      ["prometheus-0", "prometheus-1"].map((name) => this.made(name, target)),
    );
    await Promise.all(this.replicas.map((_, index) => this.startReplica(index)));

    this.querier = await freeAddress();
    const endpoints = this.replicas.map(({ grpc }) => ({ address: grpc }));
    const declared = [{ address: "dns+prometheus-pods.prometheus.svc.cluster.local:10901" }];
    const [args] = this.argsOf("Deployment.thanos-query");
    await started(this.running, "thanos", this.querier, args, {
      "0.0.0.0:10902": this.querier,
      "127.0.0.1:10901": await freeAddress(),
      [JSON.stringify(declared)]: JSON.stringify(endpoints),
    });
  }

  /** Starts a pod's containers. */
  async startReplica(index: number): Promise<void> {
    const { name, folder, server, sidecar, grpc, running } = this.replicas[index]!;
    const [ofServer, ofSidecar = []] = this.argsOf("StatefulSet.prometheus");
    const data = { "path=/prometheus": `path=${join(folder, "data")}` };
    const own = [...ofServer, `--web.listen-address=${server}`];
    await started(
      running,
      "prometheus",
      server,
      own,
      { [configFolder]: folder, ...data },
      { POD_NAME: name },
    );
    await started(running, "thanos", sidecar, ofSidecar, {
      ...data,
      "localhost:9090": server,
      "0.0.0.0:10901": grpc,
      "0.0.0.0:10902": sidecar,
      "/etc/thanos": folder,
    });
  }

  async stopReplica(index: number): Promise<void> {
    await Promise.all(this.replicas[index]!.running.splice(0).map((program) => program.stop()));
  }

  /** Waits until the Querier has new samples of each replica. */
  async untilBothAnswer(): Promise<void> {
    const fresh = "last_over_time(ticks[5s])";
    await until(
      () => `the Querier does not know both:\n${this.running.map(({ output }) => output).join("")}`,
      60,
      async () => (await this.askQuerier(fresh, false)).length === this.replicas.length,
    );
  }

  /** Asks the Querier; without `dedup`, for what each replica has seen. */
  askQuerier(query: string, dedup = true): Promise<Series[]> {
    return askPrometheus(`http://${this.querier}/api/v1/query`, { query, dedup: String(dedup) });
  }

  /** Asks one replica by itself. */
  askReplica(index: number, query: string): Promise<Series[]> {
    return askPrometheus(`http://${this.replicas[index]!.server}/api/v1/query`, { query });
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((program) => program.stop()));
    await Promise.all(this.replicas.map((_, index) => this.stopReplica(index)));
    this.target.closeAllConnections();
    this.target.close();
  }

  /** A pod's folder, with the environment's configuration but for one target and nobody to tell. */
  private async made(name: string, target: string): Promise<Replica> {
    const folder = join(this.folder, name);
    mkdirSync(join(folder, "data"), { recursive: true });
    const { global } = parse(configMapFiles(this.dist, "prometheus", "prometheus-config")[configFiles.main]!);
    const config = {
      global: { ...global, scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: [
        {
          job_name: "ticks",
          fallback_scrape_protocol: "PrometheusText0.0.4",
          static_configs: [{ targets: [target] }],
        },
      ],
    };
    writeFileSync(join(folder, configFiles.main), stringify(config));
    const bucket = { type: "FILESYSTEM", config: { directory: join(this.folder, "bucket") } };
    writeFileSync(join(folder, "objstore.yml"), stringify(bucket));
    const [server, sidecar, grpc] = [await freeAddress(), await freeAddress(), await freeAddress()];
    return { name, folder, server, sidecar, grpc, running: [] };
  }

  /** The arguments of each container of a workload. */
  private argsOf(file: string): [string[], ...string[][]] {
    const text = readFileSync(join(this.dist, "prometheus", `${file}.yaml`), "utf8");
    return parse(text).spec.template.spec.containers.map(({ args }: { args: string[] }) => args);
  }
}

const freeAddress = async () => `127.0.0.1:${String(await freePort())}`;

/** Starts a program, with other addresses and folders than its manifest says, and waits until it answers. */
async function started(
  running: RunningProgram[],
  tool: "prometheus" | "thanos",
  address: string,
  args: readonly string[],
  places: Readonly<Record<string, string>>,
  env?: Readonly<Record<string, string>>,
): Promise<void> {
  const missing = Object.keys(places).find((place) => !args.some((arg) => arg.includes(place)));
  if (missing !== undefined) throw new Error(`no argument of ${tool} has ${missing}: ${args.join(" ")}`);
  const moved = args.map((arg) =>
    Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), arg),
  );
  const program = new RunningProgram(toolPath(tool), moved, { env });
  running.push(program);
  await program.untilReady(`http://${address}/-/ready`);
}
