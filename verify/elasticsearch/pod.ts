import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { elasticsearch } from "../../contracts/components";
import { elasticsearchPaths } from "../../logging/elasticsearch/elasticsearch-component";
import { Kubectl } from "../../operations/doctor/kubectl";
import { runProgram } from "../run-program";
import { elasticPassword, localPaths } from "./node";

/** The bootstrap's passwords, each with what a shell or JSON could trip over. */
export const passwords = {
  KIBANA_PASSWORD: `kibana "quoted" $(id)`,
  LOGSTASH_PASSWORD: String.raw`logstash \back\slashed 'too'`,
  EXPORTER_PASSWORD: "exporter & `id` %s",
} as const;

const hosts = [new URL(elasticsearch.url("http", "https")).hostname, "localhost"];

/** Runs what the manifests and operations run in pods, beside a node: its folders and its port are put in place of theirs. */
export class PodStandIn {
  /**
   * @param folder the node's home
   * @param port its port for HTTP
   */
  constructor(
    private readonly folder: string,
    port: number,
  ) {
    const connections = hosts.map(
      (host) => `connect-to = "${host}:${String(elasticsearch.port("http"))}:127.0.0.1:${String(port)}"\n`,
    );
    writeFileSync(join(folder, ".curlrc"), connections.join(""));
  }

  private get environment(): Record<string, string> {
    return { CURL_HOME: this.folder, ELASTIC_PASSWORD: elasticPassword, ...passwords };
  }

  /** Runs the bootstrap Job's script with its files. Rejects with all that it printed. */
  async bootstrap(files: Readonly<Record<string, string>>): Promise<void> {
    const mounted = join(this.folder, "bootstrap");
    mkdirSync(mounted, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      const here = localPaths(text, this.folder)
        .replaceAll("/bootstrap/", `${mounted}/`)
        .replaceAll("/authority/", `${join(this.folder, "config", "certs")}/`);
      writeFileSync(join(mounted, name), here);
    }
    await runProgram("bash", [join(mounted, "run.sh")], { env: this.environment });
  }

  /** A kubectl that knows `exec` alone, and runs the command here. */
  kubectl(): Kubectl {
    const program = join(this.folder, "kubectl");
    const variables = Object.entries(this.environment).map(
      ([name, value]) => `export ${name}=${quoted(value)}`,
    );
    const config = quoted(elasticsearchPaths.config);
    writeFileSync(
      program,
      `#!/bin/bash
while [[ $1 != -- ]]; do shift; done
shift
${variables.join("\n")}
from=${config} to=${quoted(localPaths(elasticsearchPaths.config, this.folder))}
exec "\${@//"$from"/"$to"}"
`,
    );
    chmodSync(program, 0o755);
    return new Kubectl("", program);
  }
}

/** A text as a word of the shell. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
