import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Certificate } from "../servers/certificates";
import { elasticsearchPaths } from "../../logging/elasticsearch/elasticsearch-component";
import { snapshotFolder } from "../../logging/elasticsearch/snapshots";
import { elasticsearchDistribution } from "../../tools/elasticsearch-distribution";

/** Settings of modules that are not published, so a node of published jars does not know them. */
const unpublished = /^(ingest\.geoip\.|xpack\.monitoring\.|s3\.)/;

const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%p] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`;

/** An answer of Elasticsearch. Whoever asked knows what is in it. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Throws where Elasticsearch did not do what was asked of it. */
export function succeeded(what: string, { status, body }: Answer): void {
  if (status >= 300) throw new Error(`${what}: ${String(status)} ${JSON.stringify(body)}`);
}

export interface ElasticsearchNodeProps {
  /** elasticsearch.yml as it is synthesized, or with a mistake in it. */
  readonly yml: string;
  readonly folder: string;
  readonly certificate: Certificate;
  readonly authority: string;
  readonly ports: { readonly http: number; readonly transport: number; readonly readiness: number };
}

/** The superuser's password. */
export const elasticPassword = "bootstrap-password";

/** A text with the folders of the pod replaced by those of a node whose home is `folder`. */
export function localPaths(text: string, folder: string): string {
  return text
    .replaceAll(elasticsearchPaths.config, join(folder, "config"))
    .replaceAll(elasticsearchPaths.data, join(folder, "data"))
    .replaceAll(elasticsearchPaths.logs, join(folder, "logs"))
    .replaceAll(snapshotFolder, join(folder, "snapshots"));
}

/** The real Elasticsearch with the synthesized settings; only folders, addresses and ports are replaced. */
export class ElasticsearchNode {
  private output = "";

  private constructor(
    private readonly process: ChildProcess,
    private readonly props: ElasticsearchNodeProps,
  ) {
    for (const stream of [process.stdout, process.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
  }

  /** Starts a node. Rejects with what it says where it does not become ready. */
  static async start(props: ElasticsearchNodeProps): Promise<ElasticsearchNode> {
    const distribution = await elasticsearchDistribution();
    const { folder, ports } = props;
    const config = join(folder, "config");
    const certificates = join(config, "certs");
    mkdirSync(certificates, { recursive: true });
    for (const name of ["data", "logs", "snapshots"]) mkdirSync(join(folder, name));
    symlinkSync(join(distribution, "modules"), join(folder, "modules"));
    writeFileSync(join(config, "log4j2.properties"), logging);
    writeFileSync(join(certificates, "ca.crt"), props.authority);
    writeFileSync(join(certificates, "tls.crt"), props.certificate.cert);
    writeFileSync(join(certificates, "tls.key"), props.certificate.key);

    const settings = Object.entries(parse(props.yml) as Record<string, unknown>).filter(
      ([key]) => !unpublished.test(key),
    );
    const local = {
      ...Object.fromEntries(settings),
      "network.host": "127.0.0.1",
      "http.port": ports.http,
      "transport.port": ports.transport,
      "readiness.port": ports.readiness,
      // A developer's disk may be fuller than a node's ought to be.
      "cluster.routing.allocation.disk.threshold_enabled": false,
    };
    writeFileSync(join(config, "elasticsearch.yml"), localPaths(stringify(local), folder));
    const process = spawn(
      "java",
      [
        "-Xmx768m",
        // It lives for seconds: optimizing its code would take half of the check's processor time.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        `-Des.path.home=${folder}`,
        "-cp",
        `${join(distribution, "server", "*")}:${join(distribution, "launch")}`,
        "Launch",
        folder,
        elasticPassword,
      ],
      { env: { ...globalThis.process.env, POD_NAME: "elasticsearch-0" }, stdio: ["pipe", "pipe", "pipe"] },
    );
    const node = new ElasticsearchNode(process, props);
    await node.ready();
    return node;
  }

  /** Asks Elasticsearch as a user. */
  async ask(
    user: string,
    password: string,
    method: string,
    path: string,
    body?: object | string,
  ): Promise<Answer> {
    const text = typeof body === "object" ? JSON.stringify(body) : (body ?? "");
    return new Promise((resolve, reject) => {
      request(
        {
          host: "127.0.0.1",
          servername: "localhost",
          port: this.props.ports.http,
          ca: this.props.authority,
          method,
          path: `/${path}`,
          auth: `${user}:${password}`,
          headers: {
            "Content-Type": typeof body === "string" ? "application/x-ndjson" : "application/json",
            "Content-Length": Buffer.byteLength(text),
          },
        },
        (response) => {
          let answer = "";
          response.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
          response.on("end", () => {
            resolve({
              status: response.statusCode ?? 0,
              body: answer === "" ? undefined : JSON.parse(answer),
            });
          });
        },
      )
        .on("error", reject)
        .end(text);
    });
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("close", resolve));
    this.process.kill("SIGKILL");
    await ended;
  }

  private async ready(): Promise<void> {
    for (let tries = 0; tries < 1200; tries++) {
      if (this.output.includes("the node is ready") && (await this.knowsUsers())) return;
      if (this.process.exitCode !== null || this.output.includes('Exception in thread "main"')) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await this.stop();
    throw new Error(`Elasticsearch did not start:\n${this.output.split("\n").slice(0, 12).join("\n")}`);
  }

  /** The index with users and roles is made after the start. Meanwhile nobody's password can be checked. */
  private async knowsUsers(): Promise<boolean> {
    const path = "_cluster/health/.security-7?wait_for_status=yellow&timeout=1s";
    return (await this.ask("elastic", elasticPassword, "GET", path)).status === 200;
  }
}
