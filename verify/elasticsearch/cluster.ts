import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { elasticsearch } from "../../contracts/components";
import { Authority } from "../servers/certificates";
import { freePort } from "../servers/free-port";
import { overlays } from "../overlays";
import { ElasticsearchNode } from "./node";
import { PodStandIn } from "./pod";

/** The names that the node's certificate is asked for with. */
function certificateNames(): string[] {
  const [overlay] = overlays();
  const file = join(overlay?.folder ?? "", "logging", "Certificate.elasticsearch-tls.yaml");
  return (parse(readFileSync(file, "utf8")) as { spec: { dnsNames: string[] } }).spec.dnsNames;
}

/** A node in a folder of its own, and what runs beside it. */
export class Cluster {
  private constructor(
    readonly folder: string,
    readonly node: ElasticsearchNode,
    readonly pod: PodStandIn,
  ) {}

  /** Starts a node with the settings. Rejects with what it says where it does not become ready. */
  static async start(yml: string): Promise<Cluster> {
    const folder = await mkdtemp(join(tmpdir(), "fingerprint-verify-"));
    try {
      const authority = await Authority.create("logging");
      const [http, transport, readiness] = await Promise.all([freePort(), freePort(), freePort()]);
      const node = await ElasticsearchNode.start({
        yml,
        folder,
        ports: { http, transport, readiness },
        certificate: await authority.issue({
          commonName: elasticsearch.name,
          names: certificateNames(),
        }),
        authority: authority.cert,
      });
      return new Cluster(folder, node, new PodStandIn(folder, http));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Ends the node and removes its folder. */
  async stop(): Promise<void> {
    await this.node.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
