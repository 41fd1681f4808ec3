import { mkdirSync, rmSync } from "node:fs";
import type { Outcome, RunningProgram } from "../run-program";
import { type Answer, askJson } from "../servers/ask-json";
import { until } from "../until";
import type { StandInPod } from "./stand-in-pod";

const home = "/usr/share/elasticsearch";

/** A JVM that lives for minutes and holds little: optimizing its code would take half of the check's processor time. */
const java = ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", `-Des.path.home=${home}`];

/** One pod of the StatefulSet, and the volume that outlives it. */
export class ElasticsearchNode {
  private program: RunningProgram | undefined;
  private discarded = false;

  /**
   * @param disk folder of its volume
   * @param authority the certificate that it is trusted by
   */
  constructor(
    readonly pod: StandInPod,
    readonly address: string,
    private readonly disk: string,
    private readonly authority: string,
  ) {
    mkdirSync(disk, { recursive: true });
  }

  get name(): string {
    return this.pod.props.name;
  }

  /** Runs the init container. */
  async prepare(): Promise<Outcome> {
    const outcome = await this.pod.run("prepare");
    if (outcome.status === 0) return outcome;
    const { status, stdout, stderr } = outcome;
    throw new Error(`${this.name}: prepare.sh exited with ${String(status)}\n${stdout}${stderr}`);
  }

  /** Runs the init container and starts the node, as when its machine starts. Does not wait for it. */
  async start(): Promise<void> {
    await this.prepare();
    if (this.discarded) throw new Error(`${this.name} was discarded`);
    const local = [
      `network.host=${this.address}`,
      // It listens on every address, which the nodes share here.
      "readiness.port=0",
      // A developer's disk may be fuller than a node's ought to be.
      "cluster.routing.allocation.disk.threshold_enabled=false",
    ];
    const node = ["-cp", `${home}/server/*:${home}/launch`, "Launch", home, ...local];
    this.program = this.pod.start("elasticsearch", [...java, ...node]);
  }

  /** kill -9 */
  async kill(): Promise<void> {
    await this.program?.stop("SIGKILL");
  }

  /** Ends it for good. */
  async discard(): Promise<void> {
    this.discarded = true;
    await this.kill();
  }

  /** A new pod in place of the old one. */
  async recreate(): Promise<void> {
    await this.kill();
    this.pod.recreate();
    await this.start();
  }

  /** The volume is gone with the pod, and the claim has an empty one. */
  async loseDisk(): Promise<void> {
    await this.kill();
    rmSync(this.disk, { recursive: true });
    mkdirSync(this.disk);
    this.pod.recreate();
  }

  /** Whether it does not run. */
  get ended(): boolean {
    return this.program?.ended ?? true;
  }

  /** What the node has said since its start. */
  get output(): string {
    return this.program?.output ?? "";
  }

  /** Waits until the pod's startup probe passes. Rejects with what the node says where it ends instead. */
  async started(): Promise<void> {
    await until(
      () => `${this.name} has not started:\n${this.output.split("\n").slice(0, 12).join("\n")}`,
      600,
      async () => {
        if (this.ended || this.output.includes('Exception in thread "main"'))
          throw new Error(`${this.name} ended:\n${this.output.split("\n").slice(0, 12).join("\n")}`);
        return this.output.includes("the node is ready") && this.startedNow();
      },
    );
  }

  /** Whether the startup probe passes at this moment. */
  async startedNow(): Promise<boolean> {
    return (await this.pod.run("elasticsearch", ["bash", "/files/started.sh"])).status === 0;
  }

  /** Asks as `user:password`. */
  async ask(credentials: string, method: string, path: string, body?: object | string): Promise<Answer> {
    const text = typeof body === "object" ? JSON.stringify(body) : (body ?? "");
    const place = {
      host: this.address,
      port: 9200,
      servername: "localhost",
      ca: this.authority,
      agent: false,
    };
    const headers = {
      "Content-Type": typeof body === "string" ? "application/x-ndjson" : "application/json",
    };
    return askJson({ ...place, method, path: `/${path}`, auth: credentials, headers }, text);
  }
}

/** Throws where Elasticsearch did not do what was asked of it. */
export function succeeded(what: string, { status, body }: Answer): void {
  if (status >= 300) throw new Error(`${what}: ${String(status)} ${JSON.stringify(body)}`);
}
