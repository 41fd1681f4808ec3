import { rmSync } from "node:fs";
import type { RunningProgram } from "../run-program";
import { type Answer, askJson } from "../servers/ask-json";
import { until } from "../until";
import { StandInPod, type StandInPodProps } from "./stand-in-pod";

const home = "/usr/share/elasticsearch";

/** A JVM that lives for minutes and holds little: optimizing its code would take half of the check's processor time. */
const java = ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", `-Des.path.home=${home}`];

interface ElasticsearchNodeProps extends StandInPodProps {
  /** The certificate that it is trusted by. */
  readonly authority: string;
  /** `user:password` of the machinery's own superuser. */
  readonly auth: string;
}

/** One pod of the StatefulSet. */
export class ElasticsearchNode extends StandInPod {
  private program: RunningProgram | undefined;

  constructor(protected override readonly props: ElasticsearchNodeProps) {
    super(props);
  }

  async prepare(): Promise<void> {
    this.program = this.start("prepare", undefined, { input: "" });
    const { status } = await this.program.outcome;
    if (status !== 0)
      throw new Error(`${this.name}: prepare.sh exited with ${status}\n${this.program.output}`);
  }

  /** Runs the init container and starts the node, as when its machine starts. Does not wait for it. */
  async boot(): Promise<void> {
    await this.prepare();
    const local = [
      `network.host=${this.props.address}`,
      // It listens on every address, which the nodes share here.
      "readiness.port=0",
      // A developer's disk may be fuller than a node's ought to be.
      "cluster.routing.allocation.disk.threshold_enabled=false",
    ];
    const launch = ["-cp", `${home}/server/*:${home}/launch`, "Launch", home, ...local];
    this.program = this.start("elasticsearch", [...java, ...launch]);
  }

  /** kill -9, of whichever container runs. */
  async kill(): Promise<void> {
    await this.program?.stop("SIGKILL");
  }

  /** A new pod, not started yet, is in place of the old one. */
  async recreate(): Promise<void> {
    await this.kill();
    this.empty();
  }

  /** The volume is gone with the pod, and the claim has an empty one. */
  async loseDisk(): Promise<void> {
    await this.recreate();
    rmSync(this.volume("data"), { recursive: true });
  }

  get ended(): boolean {
    return this.program?.ended ?? true;
  }

  /** What it has said since its start. Throws where it has ended. */
  said(): string {
    const output = this.program?.output ?? "";
    if (this.ended || output.includes('Exception in thread "main"'))
      throw new Error(`${this.name} ended:\n${output.split("\n").slice(0, 12).join("\n")}`);
    return output;
  }

  /** Waits until the pod's startup probe passes. Rejects with what the node says where it ends instead. */
  async started(): Promise<void> {
    await until(
      () => `${this.name} has not started:\n${this.said().slice(-2000)}`,
      600,
      () => this.startedNow(),
    );
  }

  /** Whether the startup probe passes at this moment. */
  async startedNow(): Promise<boolean> {
    if (!this.said().includes("the node is ready")) return false;
    const probe = this.start("elasticsearch", ["bash", "/files/started.sh"], { input: "" });
    return (await probe.outcome).status === 0;
  }

  /** Asks as `user:password`, by default as the machinery's own superuser. */
  async ask(
    method: string,
    path: string,
    body: object | string = "",
    auth = this.props.auth,
  ): Promise<Answer> {
    const { address: host, authority: ca } = this.props;
    const place = { host, port: 9200, servername: "localhost", ca, agent: false };
    const [type, text] =
      typeof body === "string" ? ["application/x-ndjson", body] : ["application/json", JSON.stringify(body)];
    return askJson({ ...place, method, path: `/${path}`, auth, headers: { "Content-Type": type } }, text);
  }
}
