import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Server, TLSSocket } from "node:tls";
import { parse, stringify } from "yaml";
import { filebeatPaths } from "../../logging/filebeat/filebeat-yml";
import { toolPath } from "../../tools/tool-path";
import { RunningProgram } from "../run-program";
import { Authority } from "../servers/certificates";
import { listen } from "../servers/listen";
import { until } from "../until";
import { type BeatsEvent, beatsReceiver } from "./beats-receiver";
import { ContainerLog } from "./container-log";

/** The real Filebeat with a container's log on one side, and a receiver in Logstash's place on the other. */
export class Shipment {
  /** Every event that was taken, in the order of arrival, repetitions included. */
  readonly events: BeatsEvent[] = [];
  /** Whether the receiver acknowledges nothing. */
  paused = false;
  readonly log: ContainerLog;
  private receiver: Server | undefined;
  private filebeat: RunningProgram | undefined;
  private readonly sockets = new Set<TLSSocket>();
  private readonly config: string;

  /** @param folder stands for the node's root folder, and for the pod's */
  constructor(private readonly folder: string) {
    const pod = join(folder, "var/log/pods/fingerprint_fingerprint-api-1_uid/fingerprint-api");
    const containers = join(folder, "var/log/containers");
    for (const one of [pod, containers]) mkdirSync(one, { recursive: true });
    const file = join(pod, "0.log");
    symlinkSync(file, join(containers, "fingerprint-api-1_fingerprint_fingerprint-api-0123.log"));
    this.log = new ContainerLog(file);
    this.config = join(folder, "filebeat.yml");
  }

  /**
   * Starts the receiver, and Filebeat with the synthesized configuration. Only addresses and folders are replaced, it looks
   * for new files every second instead of every ten, and Kubernetes' metadata is left out: there is no Kubernetes to ask.
   *
   * @param keeps false for an event that is acknowledged and thrown away
   */
  async begin(yml: string, keeps: (event: BeatsEvent) => boolean): Promise<void> {
    const certificates = join(this.folder, "certs");
    mkdirSync(certificates);
    const authority = await Authority.create("logging");
    const server = await authority.issue({ commonName: "logstash", names: ["localhost"] });
    writeFileSync(join(certificates, "ca.crt"), authority.cert);
    await authority.issueInto(certificates, "tls", { commonName: "filebeat" });
    this.receiver = beatsReceiver({ ...server, ca: authority.cert }, async (events) => {
      this.events.push(...events.filter(keeps));
      while (this.paused) await pause(100);
    });
    this.receiver.on("secureConnection", (socket: TLSSocket) => this.sockets.add(socket));

    const settings = parse(yml);
    settings["filebeat.inputs"][0].prospector.scanner.check_interval = "1s";
    settings["output.logstash"].hosts = [`localhost:${await listen(this.receiver)}`];
    Object.assign(settings, { processors: [], "http.enabled": false, "path.home": this.folder });
    const local = stringify(settings)
      .replaceAll(filebeatPaths.certificate, certificates)
      .replaceAll("/var/log/", `${this.folder}/var/log/`)
      .replaceAll(filebeatPaths.registry, join(this.folder, "registry"));
    writeFileSync(this.config, local, { mode: 0o600 });
    this.start();
  }

  start(): void {
    const words = ["-e", "-c", this.config, "--strict.perms=false"];
    this.filebeat = new RunningProgram(toolPath("filebeat"), words, { env: { NODE_NAME: "node-1" } });
  }

  /** Ends Filebeat as a lost node does: without a chance to write anything down. */
  async kill(): Promise<void> {
    await this.filebeat?.stop("SIGKILL");
  }

  /** Breaks every connection, in the middle of whatever is on its way. */
  breakConnections(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Waits a minute at most for so many events, as long as Filebeat runs. */
  async arrived(count: number): Promise<void> {
    const said = () => `Filebeat has not shipped ${count} events:\n${this.filebeat?.output.slice(-2000)}`;
    await until(said, 60, () => {
      if (this.filebeat?.ended) throw new Error(said());
      return this.events.length >= count;
    });
  }

  /** What would be stored, by what makes a line that is sent twice one document in Elasticsearch. */
  get documents(): ReadonlyMap<string, string> {
    const idOf = ({ log, message, "@timestamp": time }: BeatsEvent) =>
      JSON.stringify([log.file.fingerprint, log.offset, time, message]);
    return new Map(this.events.map((event) => [idOf(event), event.message]));
  }

  /** Waits until all has arrived, or nothing more does for 12 seconds. */
  async settled(): Promise<void> {
    for (let seen = -1, quiet = 0; quiet < 24; quiet++) {
      if (this.events.length !== seen) quiet = 0;
      else if (this.documents.size >= this.log.events.length) return;
      seen = this.events.length;
      await pause(500);
    }
  }

  async end(): Promise<void> {
    await this.kill();
    this.breakConnections();
    this.receiver?.close();
  }
}
