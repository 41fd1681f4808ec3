import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { k8s } from "cdk8s-plus-28";
import { parse } from "yaml";
import { elasticsearch, elasticsearchBootstrap } from "../../contracts/components";
import { elasticsearchNodes } from "../../logging/elasticsearch/elasticsearch-yml";
import { users, passwordKeys } from "../../logging/stack";
import { elasticsearchDistribution } from "../../tools/elasticsearch-distribution";
import type { Outcome } from "../run-program";
import { Authority } from "../servers/certificates";
import type { Answer } from "../servers/ask-json";
import { ElasticsearchNode } from "./elasticsearch-node";
import { StandInApi } from "./stand-in-api";
import { type ClusterContent, StandInPod } from "./stand-in-pod";

type Values = Readonly<Record<string, string>>;

/** What of a StatefulSet or a Job says how its pods are. */
interface Templated {
  readonly template: { readonly spec: k8s.PodSpec };
}

type PasswordKey = (typeof passwordKeys)[number];

/** Users whose name is not the key of their password. */
const userOf: Partial<Record<PasswordKey, string>> = { ...users, "kibana-bootstrap": users.kibanaBootstrap };

/** The stack's passwords, each with what a shell, JSON or curl's configuration could trip over. */
const passwords = Object.fromEntries(
  passwordKeys.map((key) => [key, String.raw`${key} "quoted" $(id) \back\slash 'and' & %s #`]),
) as Record<PasswordKey, string>;

/**
 * The Elasticsearch of an environment, each node started as its pod would be: by the manifests, their init script and
 * their elasticsearch.yml. Kubernetes' part is played by this class: volumes, names, addresses, Secrets.
 */
export class LoggingCluster implements ClusterContent {
  readonly folder = mkdtempSync(join(tmpdir(), "fingerprint-verify-"));
  private readonly secrets = new Map<string, Values>([
    ["elasticsearch-users", passwords],
    ["elasticsearch-s3", { "access-key": "access", "secret-key": "secret" }],
  ]);
  readonly nodes: readonly ElasticsearchNode[];
  /** Folder of the volume that snapshots may go to. */
  readonly snapshots: string;
  /** Loopback has 16 million addresses: a network for each cluster. */
  private readonly network = `127.${String(1 + random(250))}.${String(random(250))}`;

  private constructor(
    private readonly image: string,
    readonly authority: Authority,
    readonly api: StandInApi,
    private readonly environment: string,
    snapshots?: string,
  ) {
    this.snapshots = snapshots ?? join(this.folder, "snapshots");
    mkdirSync(this.snapshots, { recursive: true });
    for (const file of readdirSync(join(environment, elasticsearch.namespace))) {
      const name = /^ConfigMap\.(.+)\.yaml$/.exec(file)?.[1];
      if (name === undefined) continue;
      const { data = {} } = this.manifest(`ConfigMap.${name}`) as { data?: Values };
      api.configMaps.set(name, data);
    }
    const { replicas = 1 } = this.statefulSet;
    this.nodes = Array.from({ length: replicas }, (_, i) => this.node(i));
  }

  /**
   * @param environment folder of the environment's manifests
   * @param snapshots folder of a volume for snapshots that another cluster has. Default: one of its own
   */
  static async create(environment: string, snapshots?: string): Promise<LoggingCluster> {
    const image = await elasticsearchDistribution();
    const authority = await Authority.create("logging");
    const kubernetes = await authority.issue({ commonName: "kubernetes", names: ["kubernetes.default.svc"] });
    const api = await StandInApi.start(kubernetes, authority.cert);
    const cluster = new LoggingCluster(image, authority, api, environment, snapshots);
    await cluster.issueCertificate();
    return cluster;
  }

  /** Issues the certificate that the manifests ask for, as cert-manager would. */
  async issueCertificate(by = this.authority): Promise<void> {
    const name = "elasticsearch-tls";
    const { spec } = this.manifest(`Certificate.${name}`) as { spec: { dnsNames: string[] } };
    const { cert, key } = await by.issue({ commonName: elasticsearch.name, names: spec.dnsNames });
    this.secrets.set(name, { "tls.crt": cert, "tls.key": key, "ca.crt": this.authority.cert });
  }

  /** The first node. */
  get first(): ElasticsearchNode {
    const [node] = this.nodes;
    if (!node) throw new Error("the cluster has no node");
    return node;
  }

  /** `user:password` of one of the stack's users. */
  credentials(key: PasswordKey): string {
    return `${userOf[key] ?? key}:${passwords[key]}`;
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
    return node.ask(this.credentials(as), method, path, body);
  }

  /** Starts all nodes and waits for them. */
  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
    await this.started();
  }

  async started(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.started()));
  }

  /** The bootstrap Job's pod. */
  bootstrapPod(): StandInPod {
    const { spec } = this.manifest(`Job.${elasticsearchBootstrap.name}`) as { spec: Templated };
    return this.pod(elasticsearchBootstrap.name, spec.template.spec, "127.0.0.1");
  }

  /** Runs the bootstrap Job. Rejects with what it printed where it fails. */
  async bootstrap(): Promise<Outcome> {
    const outcome = await this.bootstrapPod().run(elasticsearchBootstrap.name);
    if (outcome.status !== 0)
      throw new Error(`the bootstrap Job failed:\n${outcome.stdout}${outcome.stderr}`);
    return outcome;
  }

  configMap(name: string): Values | undefined {
    return this.api.configMaps.get(name);
  }

  secret(name: string): Values | undefined {
    return this.secrets.get(name);
  }

  get serviceAccount(): Values {
    return this.api.serviceAccount;
  }

  /** Ends what runs and removes its folders. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.discard()));
    await this.api.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private node(ordinal: number): ElasticsearchNode {
    const name = `${elasticsearch.name}-${String(ordinal)}`;
    const disk = join(this.folder, `disk-of-${name}`);
    const address = this.addressOf(ordinal);
    const { snapshots } = this;
    const pod = this.pod(name, this.statefulSet.template.spec, address, { data: disk, snapshots });
    return new ElasticsearchNode(pod, address, disk, this.authority.cert);
  }

  private get statefulSet(): Templated & { readonly replicas?: number } {
    const { spec } = this.manifest(`StatefulSet.${elasticsearch.name}`) as { spec: Templated };
    return spec;
  }

  private addressOf(ordinal: number): string {
    return `${this.network}.${String(ordinal + 1)}`;
  }

  private pod(name: string, spec: k8s.PodSpec, localhost: string, claims?: Values): StandInPod {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    const domains = ["", ".logging", ".logging.svc", ".logging.svc.cluster.local"];
    const services = [elasticsearch.name, elasticsearchNodes].flatMap((service) =>
      domains.map((domain) => service + domain),
    );
    const hosts = [0, 1, 2].map((i) => `${this.addressOf(i)} ${services.join(" ")}\n`);
    return new StandInPod({
      ...{ name, spec, folder, claims, image: this.image, content: this, nodeName: `node-of-${name}` },
      hosts: `${localhost} localhost\n${hosts.join("")}`,
      // For curl, localhost is always 127.0.0.1.
      curlrc: `connect-to = "localhost:9200:${localhost}:9200"\nconnect-to = "kubernetes.default.svc:443:127.0.0.1:${String(this.api.port)}"\n`,
    });
  }

  private manifest(name: string): unknown {
    const folder = join(this.environment, elasticsearch.namespace);
    // A Job's name ends with a hash.
    const file = readdirSync(folder).find((one) => one.replace(/(-[0-9a-f]{10})?\.yaml$/, "") === name);
    if (file === undefined) throw new Error(`${folder} has no ${name}`);
    return parse(readFileSync(join(folder, file), "utf8"));
  }
}

const random = (below: number) => Math.floor(Math.random() * below);
