import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { alertmanager, fingerprintApi, prometheus } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { configMapFiles } from "../../verify/config-map";
import { Authority } from "../../verify/servers/certificates";
import { listen } from "../../verify/servers/listen";
import { manifestsFolder } from "../cluster/cluster";
import { mailPassword, startAlertmanager } from "../metrics/alertmanagers";
import { runPrometheus } from "../metrics/prometheus";
import type { Program } from "../processes";
import type { Stage } from "../scenario";
import { channelsFor, type Notification, Receivers } from "./receivers";
import { scaleDurations, scaled } from "./time-scale";

/** Who listens where, of the addresses of the run that no cluster has. */
const world = "10.90.0.1";
const target = "10.90.0.2";
const alertmanagers = ["10.90.0.3", "10.90.0.4"];
const replicas = ["10.90.0.5", "10.90.0.6"];

/**
 * Two Prometheus and two Alertmanagers with the synthesized configuration of the largest environment. Only addresses, paths
 * of files and the time scale are replaced, and what is scraped: one pod of the API, and its probe.
 */
export class LocalStack {
  private readonly members: Program[] = [];
  private readonly askPrometheus: ((path: string) => Promise<any>)[] = [];

  private readonly target = createServer(({ url }, response) => {
    response.writeHead(url?.startsWith(this.broken) ? 503 : 200).end();
  });

  /** Where the path of a target begins that does not answer. */
  broken = "nowhere";

  private constructor(
    private readonly stage: Stage,
    readonly receivers: Receivers,
  ) {}

  static async start(stage: Stage): Promise<LocalStack> {
    const authority = await Authority.create("mail-authority");
    const certificate = await authority.issue({ commonName: "world", addresses: [world] });
    writeFileSync(join(stage.folder, "authority.crt"), authority.cert);
    const receivers = new Receivers(certificate, mailPassword);
    await receivers.listen(80, 587, world);
    const stack = new LocalStack(stage, receivers);
    await listen(stack.target, 80, target);
    stack.apiIsDiscovered(true);
    for (const member of alertmanagers.keys()) await stack.startAlertmanager(member);
    for (const replica of replicas.keys()) await stack.startPrometheus(replica);
    return stack;
  }

  async stop(): Promise<void> {
    this.target.close();
    this.target.closeAllConnections();
    await this.receivers.stop();
  }

  /** Ends one Alertmanager without a chance to say goodbye. */
  async killAlertmanager(member: number): Promise<void> {
    await this.members[member]!.stop("SIGKILL");
  }

  /** Lets discovery find the API's pod, or nothing. */
  apiIsDiscovered(found: boolean): void {
    const { namespace, name: service } = fingerprintApi;
    const groups = found ? [{ targets: [target], labels: { namespace, service, pod: "api-0" } }] : [];
    writeFileSync(join(this.stage.folder, "api-targets.json"), JSON.stringify(groups));
  }

  /** The ways by which the environment tells of a severity. */
  channels(severity: string): Notification["channel"][] {
    return channelsFor(severity, parse(this.filesOf(alertmanager.name)["alertmanager.yml"]!));
  }

  /** Since when the condition of an alert that fires has held, by the first Prometheus; undefined unless it fires. */
  async firingSince(alert: string): Promise<number | undefined> {
    const { alerts } = await this.askPrometheus[0]!("alerts");
    const found = alerts.find(({ labels, state }: any) => labels.alertname === alert && state === "firing");
    return found && Date.parse(found.activeAt);
  }

  async startAlertmanager(member: number): Promise<void> {
    const files = this.filesOf(alertmanager.name);
    const config = scaleDurations(parse(files["alertmanager.yml"]!));
    config.global.smtp_smarthost = `${world}:587`;
    this.members[member] = await startAlertmanager(this.stage, {
      files: { ...files, "alertmanager.yml": stringify(config) },
      addresses: alertmanagers,
      member,
      receiver: `http://${world}`,
      args: [
        // The one duration that is not at the run's pace: it bounds how long a notification takes on this machine. At 1 s
        // a busy one would let the second member tell what the first one is still telling.
        "--cluster.peer-timeout=5s",
        // The default, at the run's pace.
        `--cluster.pushpull-interval=${scaled("1m")}`,
      ],
      // The mail relay's certificate is verified, as everywhere.
      env: { SSL_CERT_FILE: join(this.stage.folder, "authority.crt") },
    });
  }

  private async startPrometheus(replica: number): Promise<void> {
    const files = { ...this.filesOf(prometheus.name) };
    for (const name of ["recording_rules.yml", "alert_rules.yml"])
      files[name] = stringify(scaleDurations(parse(files[name]!)));
    const targets = alertmanagers.map((address) => `${address}:${alertmanager.port("http")}`);
    this.askPrometheus[replica] = await runPrometheus(this.stage, {
      pod: `prometheus-${replica}`,
      files,
      adapt: (original) => {
        const config = scaleDurations(original);
        // How much is kept is no pace.
        config.storage = original.storage;
        config.alerting.alertmanagers = [{ static_configs: [{ targets }] }];
        const job = (name: string) => config.scrape_configs.find(({ job_name }: any) => job_name === name);
        const files = [join(this.stage.folder, "api-targets.json")];
        const ofApi = Object.assign(job(jobs.api), {
          ...{ kubernetes_sd_configs: [], relabel_configs: [] },
          file_sd_configs: [{ files, refresh_interval: scaled("15s") }],
        });
        const probes = job(jobs.probe);
        probes.static_configs[0].targets = [target];
        config.scrape_configs = [ofApi, probes];
        return config;
      },
      addresses: [replicas[replica]!],
      // The defaults, at the run's pace.
      args: [`--rules.alert.resend-delay=${scaled("1m")}`, `--query.lookback-delta=${scaled("5m")}`],
    });
  }

  private filesOf(component: string): Readonly<Record<string, string>> {
    return configMapFiles(manifestsFolder(this.stage.largest), "prometheus", `${component}-config`);
  }
}
