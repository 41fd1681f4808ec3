import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { jobs } from "../../contracts/jobs";
import { configMapFiles } from "../../verify/config-map";
import { manifestsOf } from "../cluster/cluster";
import { Authority } from "../../verify/servers/certificates";
import { freePort } from "../../verify/servers/free-port";
import { type Program, untilReady } from "../processes";
import type { Stage } from "../scenario";
import { mailPassword, writeAlertmanagerFiles } from "./alertmanager-files";
import { channelsFor, type Notification, Receivers } from "./receivers";
import { StubTargets } from "./stub-targets";
import { scaleDurations, scaled } from "./time-scale";

/** An alert as Prometheus' API lists it. */
export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
  readonly activeAt: string;
}

const url = (port: number) => `http://127.0.0.1:${port}`;
const healthy = (port: number) => async () => (await fetch(`${url(port)}/-/ready`)).ok;

/**
 * Two Prometheus and two Alertmanagers with the synthesized configuration of the largest environment.
 * Only addresses, paths of files and the time scale are replaced: discovery
 * becomes a list, since there are no pods here.
 */
export class LocalStack {
  readonly targets = new StubTargets();
  private readonly alertmanagers: Program[] = [];

  private constructor(
    private readonly stage: Stage,
    readonly receivers: Receivers,
    private readonly ports: Readonly<Record<"stub" | "web" | "mail", number>>,
    private readonly prometheusPorts: readonly number[],
    private readonly alertmanagerPorts: readonly (readonly [web: number, cluster: number])[],
  ) {}

  static async start(stage: Stage): Promise<LocalStack> {
    const authority = await Authority.create("mail-authority");
    const certificate = await authority.issue({
      commonName: "localhost",
      names: ["localhost"],
      addresses: ["127.0.0.1"],
    });
    writeFileSync(join(stage.folder, "authority.crt"), authority.cert);
    const [stub, web, mail, ...rest] = await Promise.all(Array.from({ length: 9 }, () => freePort()));
    const stack = new LocalStack(
      stage,
      new Receivers(certificate, mailPassword),
      { stub: stub!, web: web!, mail: mail! },
      rest.slice(0, 2),
      [
        [rest[2]!, rest[3]!],
        [rest[4]!, rest[5]!],
      ],
    );
    await stack.targets.listen(stub!);
    await stack.receivers.listen(web!, mail!);
    stack.apiIsDiscovered(true);
    for (const member of [0, 1]) await stack.startAlertmanager(member);
    for (const replica of [0, 1]) await stack.startPrometheus(replica);
    return stack;
  }

  async stop(): Promise<void> {
    this.targets.stop();
    await this.receivers.stop();
  }

  /** Ends one Alertmanager without a chance to say goodbye. */
  async killAlertmanager(member: number): Promise<void> {
    await this.alertmanagers[member]!.stop("SIGKILL");
  }

  /** Lets discovery find the API's pod, or nothing. */
  apiIsDiscovered(found: boolean): void {
    const labels = { namespace: "fingerprint", service: "fingerprint-api", pod: "api-0" };
    const groups = found ? [{ targets: [`127.0.0.1:${this.ports.stub}`], labels }] : [];
    writeFileSync(join(this.stage.folder, "api-targets.json"), JSON.stringify(groups));
  }

  /** The ways by which the environment tells of a severity. */
  channels(severity: string): Notification["channel"][] {
    return channelsFor(severity, parse(this.filesOf("alertmanager-config")["alertmanager.yml"]!));
  }

  /** Active alerts of the first Prometheus. */
  async alerts(): Promise<readonly ActiveAlert[]> {
    const answer = (await (await fetch(`${url(this.prometheusPorts[0]!)}/api/v1/alerts`)).json()) as {
      data: { alerts: ActiveAlert[] };
    };
    return answer.data.alerts;
  }

  private filesOf(configMap: string): Readonly<Record<string, string>> {
    return configMapFiles(manifestsOf(this.stage.largest), "prometheus", configMap);
  }

  async startAlertmanager(member: number): Promise<void> {
    const folder = join(this.stage.folder, `alertmanager-${member}`);
    const files = this.filesOf("alertmanager-config");
    const config = scaleDurations(writeAlertmanagerFiles(folder, files, url(this.ports.web)));
    const global = { ...config.global, smtp_smarthost: `localhost:${this.ports.mail}` };
    writeFileSync(join(folder, "alertmanager.yml"), stringify({ ...config, global }));

    const [web, cluster] = this.alertmanagerPorts[member]!;
    const program = this.stage.processes.start({
      name: `alertmanager-${member}-${Date.now()}`,
      program: this.stage.tools.path("alertmanager"),
      args: [
        `--config.file=${join(folder, "alertmanager.yml")}`,
        `--storage.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${web}`,
        `--cluster.listen-address=127.0.0.1:${cluster}`,
        ...this.alertmanagerPorts.map(([, port]) => `--cluster.peer=127.0.0.1:${port}`),
        // The one duration that is not at the run's pace: it bounds how long a notification takes on this machine. At 1 s
        // a busy one would let the second member tell what the first one is still telling.
        "--cluster.peer-timeout=5s",
        // The default, at the run's pace.
        `--cluster.pushpull-interval=${scaled("1m")}`,
      ],
      // The mail relay's certificate is verified, as everywhere.
      env: { SSL_CERT_FILE: join(this.stage.folder, "authority.crt") },
    });
    this.alertmanagers[member] = program;
    await untilReady(program, 30, healthy(web));
  }

  private async startPrometheus(replica: number): Promise<void> {
    const folder = join(this.stage.folder, `prometheus-${replica}`);
    mkdirSync(folder, { recursive: true });
    const files = this.filesOf("prometheus-config");
    for (const name of ["recording_rules.yml", "alert_rules.yml"]) {
      writeFileSync(join(folder, name), stringify(scaleDurations(parse(files[name]!))));
    }
    const original = parse(files["prometheus.yml"]!.replaceAll("/etc/prometheus", folder));
    const { alerting, scrape_configs, ...rest } = scaleDurations(original);
    const alertmanagers = [
      { static_configs: [{ targets: this.alertmanagerPorts.map(([web]) => `127.0.0.1:${web}`) }] },
    ];
    const config = {
      ...rest,
      // How much is kept is no pace.
      storage: original.storage,
      alerting: { ...alerting, alertmanagers },
      scrape_configs: scrape_configs.map((job: any) => this.withoutDiscovery(job)),
    };
    writeFileSync(join(folder, "prometheus.yml"), stringify(config));

    const port = this.prometheusPorts[replica]!;
    const program = this.stage.processes.start({
      name: `prometheus-${replica}`,
      program: this.stage.tools.path("prometheus"),
      args: [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // The defaults, at the run's pace.
        `--rules.alert.resend-delay=${scaled("1m")}`,
        `--query.lookback-delta=${scaled("5m")}`,
      ],
      env: { POD_NAME: `prometheus-${replica}` },
    });
    await untilReady(program, 30, healthy(port));
  }

  /** The job with a list of addresses in the place of discovery, and with the labels that discovery would give. */
  private withoutDiscovery(job: any): object {
    const discovered = /_sd_configs$|^(relabel_configs|tls_config|authorization|scheme|static_configs)$/;
    const kept = Object.fromEntries(Object.entries(job).filter(([key]) => !discovered.test(key)));
    const stub = `127.0.0.1:${this.ports.stub}`;
    const pods = (service: string, ports: readonly number[]) =>
      ports.map((port, i) => ({
        targets: [`127.0.0.1:${port}`],
        labels: { namespace: "prometheus", service, pod: `${service}-${i}` },
      }));
    switch (job.job_name) {
      case jobs.api: {
        const files = [join(this.stage.folder, "api-targets.json")];
        return { ...kept, file_sd_configs: [{ files, refresh_interval: scaled("15s") }] };
      }
      case jobs.probe:
        return { ...kept, static_configs: [{ ...job.static_configs?.[0], targets: [stub] }] };
      case jobs.prometheus:
        return { ...kept, static_configs: pods("prometheus", this.prometheusPorts) };
      case jobs.pods: {
        const members = this.alertmanagerPorts.map(([web]) => web);
        return { ...kept, static_configs: pods("alertmanager", members) };
      }
      default:
        return { ...kept, metrics_path: "/exporter", static_configs: [{ targets: [stub] }] };
    }
  }
}
