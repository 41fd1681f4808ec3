import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { toolPath } from "../../tools/tool-path";
import type { Certificate } from "../servers/certificates";
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
  /** What Filebeat says of itself. */
  output = "";

  private process: ChildProcess | undefined;
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
    this.process = spawn(toolPath("filebeat"), ["-e", "-c", this.config, "--strict.perms=false"], {
      env: { ...process.env, NODE_NAME: "node-1" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
  }

  /** Ends it as a lost node does: without a chance to write anything down. */
  async kill(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    if (process?.exitCode !== null) return;
    const ended = new Promise((resolve) => process.once("close", resolve));
    process.kill("SIGKILL");
    await ended;
  }

  /** The exit code, once it has ended by itself. */
  get exitCode(): number | null {
    return this.process?.exitCode ?? null;
  }
}
