import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { k8s } from "cdk8s-plus-28";
import { elasticsearch, elasticsearchBootstrap } from "../../contracts/components";
import { indexNames } from "../../contracts/log-names";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { readEnvironments } from "../../environments/shape/read-environments";
import { messageOf } from "../../lib/message-of";
import type { Manifest } from "../../lib/synth/manifest";
import { elasticsearchNodes } from "../../logging/elasticsearch/elasticsearch-yml";
import { passwordKeys, users } from "../../logging/stack";
import { elasticsearchDistribution } from "../../tools/elasticsearch-distribution";
import { manifestsOf } from "../config-map";
import type { RunningProgram, RunOptions } from "../run-program";
import type { Answer } from "../servers/ask-json";
import { Authority } from "../servers/certificates";
import { until } from "../until";
import { ElasticsearchNode } from "./elasticsearch-node";
import { StandInKubernetes } from "./stand-in-kubernetes";
import { StandInPod } from "./stand-in-pod";

type PasswordKey = (typeof passwordKeys)[number];

/** Users whose name is not the key of their password. */
const userOf: Partial<Record<PasswordKey, string>> = { ...users, "kibana-bootstrap": users.kibanaBootstrap };

/** The stack's passwords, each with what a shell, JSON or curl's configuration could trip over. */
const passwords = Object.fromEntries(
  passwordKeys.map((key) => [key, String.raw`${key} "quoted" $(id) \back\slash 'and' & %s #`]),
) as Record<PasswordKey, string>;

/** `user:password` of one of the stack's users. */
export const credentials = (key: PasswordKey) => `${userOf[key] ?? key}:${passwords[key]}`;

/** Manifests of an environment of ours whose Elasticsearch is another. Who may do what is tried, so it has to be one with security. */
export function manifestsWith(changes: Partial<EnvironmentProps["logging"]["elasticsearch"]>): Manifest[] {
  const ours = readEnvironments().declarations.map(({ props }) => props);
  const props = ours.find(({ logging }) => logging.security !== "disabled");
  if (!props)
    throw new Error(
      'no environment has logging.security "enabled", which this check tries: enable it in one',
    );
  const logging = { ...props.logging, elasticsearch: { ...props.logging.elasticsearch, ...changes } };
  return manifestsOf({ ...props, logging });
}

/**
 * The Elasticsearch of an environment, each node started as its pod would be: by the manifests, their init script and
 * their elasticsearch.yml. Kubernetes' part is played by this class: volumes, names, addresses, Secrets.
 */
export class LoggingCluster {
  readonly nodes: readonly ElasticsearchNode[];
  readonly today = dailyIndex(Date.now());
  /** How many numbered lines of today have to be there. */
  private written = 0;

  private constructor(
    private readonly manifests: readonly Manifest[],
    private readonly image: string,
    private readonly authority: Authority,
    readonly kubernetes: StandInKubernetes,
    private readonly folder: string,
    readonly snapshots = join(folder, "snapshots"),
  ) {
    // Loopback has 16 million addresses: a network for each cluster.
    const network = `127.${random(1, 251)}.${random(0, 250)}`;
    const names = [elasticsearch.name, elasticsearchNodes].flatMap((service) =>
      ["", ".logging", ".logging.svc", ".logging.svc.cluster.local"].map((domain) => service + domain),
    );
    const hosts = [1, 2, 3].map((last) => `${network}.${last} ${names.join(" ")}\n`);
    writeFileSync(join(folder, "hosts"), `127.0.0.1 localhost\n${hosts.join("")}`);
    const { replicas = 1, template } = this.specOf("StatefulSet", elasticsearch.name);
    this.nodes = Array.from(
      { length: replicas },
      (_, i) =>
        new ElasticsearchNode({
          ...this.podProps(`${elasticsearch.name}-${i}`, template.spec),
          address: `${network}.${i + 1}`,
          claims: { data: join(folder, `disk-${i}`), snapshots },
          authority: authority.cert,
          auth: credentials("bootstrap"),
        }),
    );
  }

  /** @param snapshots folder of a volume for snapshots that another cluster has. Default: one of its own */
  static async create(manifests: readonly Manifest[], snapshots?: string): Promise<LoggingCluster> {
    const image = await elasticsearchDistribution();
    const authority = await Authority.create("logging");
    const folder = mkdtempSync(join(tmpdir(), "fingerprint-verify-"));
    const kubernetes = await StandInKubernetes.start(join(folder, "objects"), authority);
    kubernetes.set("Secret/elasticsearch-users", passwords);
    kubernetes.set("Secret/elasticsearch-s3", { "access-key": "access", "secret-key": "secret" });
    for (const { kind, metadata, data = {} } of manifests)
      if (kind === "ConfigMap") kubernetes.set(`ConfigMap/${metadata.name}`, data);
    const cluster = new LoggingCluster(manifests, image, authority, kubernetes, folder, snapshots);
    await cluster.issueCertificate();
    return cluster;
  }

  /** Issues the certificate that the manifests ask for, as cert-manager would. */
  async issueCertificate(by = this.authority): Promise<void> {
    const name = "elasticsearch-tls";
    const { dnsNames } = this.specOf("Certificate", name);
    const { cert, key } = await by.issue({ commonName: elasticsearch.name, names: dnsNames });
    this.kubernetes.set(`Secret/${name}`, { "tls.crt": cert, "tls.key": key, "ca.crt": this.authority.cert });
  }

  get first(): ElasticsearchNode {
    return this.nodes[0]!;
  }

  /** Asks a node that runs, by default as the machinery's own superuser. */
  async ask(
    method: string,
    path: string,
    body?: object | string,
    as: PasswordKey = "bootstrap",
  ): Promise<Answer> {
    const node = this.nodes.find(({ ended }) => !ended);
    if (!node) throw new Error("no node runs");
    return node.ask(method, path, body, credentials(as));
  }

  /** The same, as that superuser. Rejects with what Elasticsearch says where it refuses. */
  async succeeds(method: string, path: string, asked?: object): Promise<Answer["body"]> {
    const { status, body } = await this.ask(method, path, asked);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.boot()));
    await this.started();
  }

  async started(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.started()));
  }

  startBootstrap(options: RunOptions = {}): RunningProgram {
    const { name } = elasticsearchBootstrap;
    const props = this.podProps(name, this.specOf("Job", name).template.spec);
    const pod = new StandInPod({ ...props, address: "127.0.0.1", claims: {} });
    return pod.start(name, undefined, { input: "", timeout: 300, ...options });
  }

  /** Runs the bootstrap Job. Rejects with what it printed where it fails, and else returns it. */
  async bootstrap(): Promise<string> {
    const job = this.startBootstrap();
    const { status } = await job.outcome;
    if (status !== 0) throw new Error(`the bootstrap Job failed:\n${job.output}`);
    return job.output;
  }

  /** Stores lines of these numbers. Rejects unless each is stored now or was before. */
  async store(index: string, from: number, to: number): Promise<void> {
    const lines = Array.from({ length: to - from }, (_, i) => {
      const id = from + i;
      return created(index, id, { "@timestamp": new Date().toISOString(), message: `line ${id}` });
    });
    const { body } = await this.ask("POST", "_bulk", lines.join(""), "logstash");
    const taken = body["items"]?.filter(({ create }: any) => [201, 409].includes(create.status)) ?? [];
    if (taken.length < lines.length) throw new Error(`${index} takes no lines: ${JSON.stringify(body)}`);
  }

  /** Stores some more of today, again and again until all are there, as Logstash does. */
  async write(count: number): Promise<void> {
    const all = this.written + count;
    let refusal = "";
    const isStored = async () => {
      refusal = await this.store(this.today, this.written, all).then(() => "", messageOf);
      return refusal === "";
    };
    await until(() => refusal, 60, isStored);
    this.written = all;
  }

  /** Rejects unless each node has every line that was written, in the one cluster of all nodes. */
  async allThere(): Promise<string> {
    const { nodes, today, written } = this;
    // A node without a master has no indices either: first of all it is asked for one.
    await this.succeeds("GET", "_cluster/health");
    await this.succeeds("POST", `${today}/_refresh`);
    for (const node of nodes) {
      const { count } = (await node.ask("GET", `${today}/_count`)).body;
      if (count !== written) throw new Error(`${node.name} has ${count} documents of ${written}`);
      const { number_of_nodes: there } = (await node.ask("GET", "_cluster/health")).body;
      if (there !== nodes.length) throw new Error(`${node.name} is in a cluster of ${there} nodes`);
    }
    return `${written} documents on ${nodes.length} nodes`;
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    this.kubernetes.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private podProps(name: string, spec: k8s.PodSpec) {
    const { image, kubernetes, folder } = this;
    return { name, spec, image, kubernetes, folder: join(folder, name), hosts: join(folder, "hosts") };
  }

  private specOf(kind: string, name: string): any {
    const found = this.manifests.find(
      // A Job's name ends with a hash.
      (one) => one.kind === kind && one.metadata.name.replace(/-[0-9a-f]{10}$/, "") === name,
    );
    if (!found) throw new Error(`the manifests have no ${kind} ${name}`);
    return found["spec"];
  }
}

export const dailyIndex = (time: string | number) =>
  `${indexNames.logs}-${new Date(time).toISOString().slice(0, 10).replaceAll("-", ".")}`;

/** A document as Logstash sends it: created under its id. */
export const created = (index: string, id: number, document: object) =>
  [{ create: { _index: index, _id: String(id) } }, document]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");

const random = (from: number, to: number) => from + Math.floor(Math.random() * (to - from));
