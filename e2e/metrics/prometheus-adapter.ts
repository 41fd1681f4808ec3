import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { prometheus, prometheusAdapter } from "../../contracts/components";
import type { Cluster } from "../cluster/cluster";
import type { Program } from "../processes";
import type { Ground } from "../tools";
import { signIn } from "./sign-in";

const { namespace, name } = prometheusAdapter;

/**
 * The real prometheus-adapter with the arguments, the configuration, the certificate and the rights that the cluster gives
 * it, at the address of each of its simulated pods. As long as no Prometheus runs it serves its API, and knows no metric.
 */
export class PrometheusAdapter {
  private readonly programs = new Map<string, Program>();
  private following: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly ground: Ground,
  ) {}

  /** Runs where there are pods from now on, as soon as they have what they need. */
  start(): void {
    this.stopped = false;
    this.following = this.follow();
  }

  /** Ends it at every address. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.following;
    for (const program of this.programs.values()) await program.stop();
    this.programs.clear();
  }

  private async follow(): Promise<void> {
    while (!this.stopped) {
      // What fails, as it does before there is a certificate, is tried again.
      await this.catchUp().catch(() => undefined);
      await pause(1000, undefined, { ref: false });
    }
  }

  private async catchUp(): Promise<void> {
    const addresses = await this.cluster.addresses(prometheusAdapter);
    for (const [address, program] of this.programs)
      if (!addresses.includes(address) || !program.running) {
        this.programs.delete(address);
        await program.stop();
      }
    for (const address of addresses)
      if (!this.programs.has(address)) this.programs.set(address, await this.run(address));
  }

  private async run(address: string): Promise<Program> {
    const { cluster } = this;
    const { folder, processes, tools } = this.ground;
    const own = join(folder, `${name}-${address}`);
    mkdirSync(own, { recursive: true });
    const { kubeconfig } = await signIn(cluster, prometheusAdapter, own);
    const files = await cluster.configMap(namespace, `${name}-config`);
    const certificate = await cluster.secret(namespace, `${name}-tls`);
    for (const [file, text] of Object.entries({ ...files, ...certificate }))
      writeFileSync(join(own, file), text);
    // There is no DNS that knows the Service's name.
    const service = await cluster.serviceAddress(prometheus);
    const here = (argument: string) =>
      argument
        .replace("/etc/adapter", own)
        .replace("/var/run/adapter-tls", own)
        .replace(prometheus.host, service);
    return processes.start({
      name: `${name}-${address}`,
      program: tools.path("prometheus-adapter"),
      args: [
        ...(await cluster.argumentsOf(prometheusAdapter)).map(here),
        `--bind-address=${address}`,
        // In a pod these would be found by themselves.
        `--lister-kubeconfig=${kubeconfig}`,
        `--authentication-kubeconfig=${kubeconfig}`,
        `--authorization-kubeconfig=${kubeconfig}`,
      ],
    });
  }
}
