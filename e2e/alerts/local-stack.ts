import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Component } from "../../contracts/component";
import { alertmanager, fingerprintApi, prometheus } from "../../contracts/components";
import { jobs } from "../../contracts/jobs";
import { configMapFiles } from "../../verify/config-map";
import { Authority } from "../../verify/servers/certificates";
import { manifestsOf } from "../cluster/cluster";
import { mailPassword, startAlertmanager } from "../metrics/alertmanagers";
import { runPrometheus } from "../metrics/prometheus";
import { StubApi } from "../metrics/stub-api";
import type { Program } from "../processes";
import type { Stage } from "../scenario";
import { channelsFor, type Notification, Receivers } from "./receivers";
import { scaleDurations, scaled } from "./time-scale";

/** The labels that discovery would give a pod. */
const labelsOf = ({ namespace, name }: Component, number: number) => ({
  namespace,
  service: name,
  pod: `${name}-${number}`,
});

/** Who listens where, of the addresses of the run that no cluster has. */
const world = "10.90.0.1";
const api = "10.90.0.2";
const alertmanagers = ["10.90.0.3", "10.90.0.4"];
const replicas = ["10.90.0.5", "10.90.0.6"];

/**
 * Two Prometheus and two Alertmanagers with the synthesized configuration of the largest environment, and one pod of the
 * API. Only addresses, paths of files and the time scale are replaced: discovery becomes a list, since there are no pods
 * here.
 */
export class LocalStack {
  private readonly members: Program[] = [];
  private readonly askPrometheus: ((path: string) => Promise<any>)[] = [];

  private constructor(
    private readonly stage: Stage,
    readonly receivers: Receivers,
    readonly api: StubApi,
  ) {}

  static async start(stage: Stage): Promise<LocalStack> {
    const authority = await Authority.create("mail-authority");
    const certificate = await authority.issue({ commonName: "world", addresses: [world] });
    writeFileSync(join(stage.folder, "authority.crt"), authority.cert);
    const receivers = new Receivers(certificate, mailPassword);
    await receivers.listen(80, 587, world);
    const stub = await StubApi.start(fingerprintApi.port("http"), () => [api]);
    const stack = new LocalStack(stage, receivers, stub);
    stack.apiIsDiscovered(true);
    for (const member of alertmanagers.keys()) await stack.startAlertmanager(member);
    for (const replica of replicas.keys()) await stack.startPrometheus(replica);
    return stack;
  }

  async stop(): Promise<void> {
    this.api.stop();
    await this.receivers.stop();
  }

  /** Ends one Alertmanager without a chance to say goodbye. */
  async killAlertmanager(member: number): Promise<void> {
    await this.members[member]!.stop("SIGKILL");
  }

  /** Lets discovery find the API's pod, or nothing. */
  apiIsDiscovered(found: boolean): void {
    const targets = [`${api}:${fingerprintApi.port("http")}`];
    const groups = found ? [{ targets, labels: labelsOf(fingerprintApi, 0) }] : [];
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
        config.scrape_configs = config.scrape_configs.map((job: any) => this.withoutDiscovery(job));
        return config;
      },
      addresses: [replicas[replica]!],
      // The defaults, at the run's pace.
      args: [`--rules.alert.resend-delay=${scaled("1m")}`, `--query.lookback-delta=${scaled("5m")}`],
    });
  }

  private filesOf(component: string): Readonly<Record<string, string>> {
    return configMapFiles(manifestsOf(this.stage.largest), "prometheus", `${component}-config`);
  }

  /** The job with a list of addresses in the place of discovery, and with the labels that discovery would give. */
  private withoutDiscovery(job: any): object {
    const discovered = /_sd_configs$|^(relabel_configs|tls_config|authorization|scheme|static_configs)$/;
    const kept = Object.fromEntries(Object.entries(job).filter(([key]) => !discovered.test(key)));
    const pods = (component: Component, port: number, addresses: readonly string[]) =>
      addresses.map((address, nth) => ({
        targets: [`${address}:${port}`],
        labels: labelsOf(component, nth),
      }));
    const stub = `${api}:${fingerprintApi.port("http")}`;
    switch (job.job_name) {
      case jobs.api: {
        const files = [join(this.stage.folder, "api-targets.json")];
        return { ...kept, file_sd_configs: [{ files, refresh_interval: scaled("15s") }] };
      }
      case jobs.probe:
        return { ...kept, static_configs: [{ ...job.static_configs?.[0], targets: [stub] }] };
      case jobs.prometheus:
        return { ...kept, static_configs: pods(prometheus, prometheus.port("http"), replicas) };
      case jobs.pods:
        return { ...kept, static_configs: pods(alertmanager, alertmanager.port("http"), alertmanagers) };
      default:
        return { ...kept, metrics_path: "/exporter", static_configs: [{ targets: [stub] }] };
    }
  }
}
