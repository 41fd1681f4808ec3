import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { toolPath } from "../../tools/tool-path";
import type { Certificate } from "../servers/certificates";
import { RunningProgram } from "../run-program";
import { filebeatPaths } from "../../logging/filebeat/filebeat-yml";

export interface FilebeatRunProps {
  /** filebeat.yml as it is synthesized. */
  readonly yml: string;

  /** Stands for the node's root folder, and for the pod's. */
  readonly folder: string;

  readonly port: number;
  readonly certificate: Certificate;
  readonly authority: string;
}

/**
 * The real Filebeat with the synthesized configuration. Only addresses and
 * folders are replaced, it looks for new files every second instead of every
 * ten, and the Kubernetes metadata is left out: there is no Kubernetes here to
 * ask for it.
 */
export class FilebeatRun {
  private program: RunningProgram | undefined;
  private readonly config: string;

  constructor({ yml, folder, port, certificate, authority }: FilebeatRunProps) {
    const certificates = join(folder, "certs");
    mkdirSync(certificates);
    writeFileSync(join(certificates, "ca.crt"), authority);
    writeFileSync(join(certificates, "tls.crt"), certificate.cert);
    writeFileSync(join(certificates, "tls.key"), certificate.key);

    const settings = parse(yml) as Record<string, unknown> & {
      readonly "filebeat.inputs": readonly object[];
      readonly "output.logstash": object;
    };
    const local = JSON.stringify({
      ...settings,
      "filebeat.inputs": settings["filebeat.inputs"].map((input) => ({
        ...input,
        "prospector.scanner.check_interval": "1s",
      })),
      processors: [],
      "output.logstash": { ...settings["output.logstash"], hosts: [`localhost:${String(port)}`] },
      "http.enabled": false,
      "path.home": folder,
    })
      .replaceAll(filebeatPaths.certificate, certificates)
      .replaceAll("/var/log/", `${folder}/var/log/`)
      .replaceAll(filebeatPaths.registry, join(folder, "registry"));
    this.config = join(folder, "filebeat.yml");
    writeFileSync(this.config, stringify(JSON.parse(local)), { mode: 0o600 });
  }

  start(): void {
    const words = ["-e", "-c", this.config, "--strict.perms=false"];
    this.program = new RunningProgram(toolPath("filebeat"), words, { env: { NODE_NAME: "node-1" } });
  }

  /** Ends it as a lost node does: without a chance to write anything down. */
  async kill(): Promise<void> {
    await this.program?.stop("SIGKILL");
  }

  /** Throws with its last errors where it has ended by itself. */
  checkRuns(): void {
    if (this.program?.ended) throw new Error(`Filebeat ended:\n${this.errors}`);
  }

  /** The last errors that it has told. */
  get errors(): string {
    const lines = (this.program?.output ?? "").split("\n");
    return lines
      .filter((line) => /"log.level":"(error|warn)"|^Exiting/.test(line))
      .slice(-5)
      .join("\n");
  }
}
