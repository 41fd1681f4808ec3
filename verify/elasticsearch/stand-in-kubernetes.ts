import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { filesBelow } from "../../lib/synth/files";
import type { Authority, Certificate } from "../servers/certificates";
import { listen } from "../servers/listen";

type Data = Readonly<Record<string, string>>;

const token = "token-of-a-service-account";

/**
 * ConfigMaps and Secrets by kind and name, such as `Secret/elasticsearch-tls`, each a folder of files that pods mount; and as
 * much of the API as pods of logging ask for: zones of nodes, and changes of ConfigMaps.
 */
export class StandInKubernetes {
  private readonly server: Server;

  private constructor(
    private readonly folder: string,
    certificate: Certificate,
  ) {
    this.server = createServer(certificate, (request, response) => {
      void text(request).then((sent) => {
        const known = request.headers.authorization === `Bearer ${token}`;
        const answer = known && this.answer(`${request.method} ${request.url}`, sent);
        response.writeHead(answer ? 200 : 403).end(JSON.stringify(answer, null, 2));
      });
    });
  }

  static async start(folder: string, authority: Authority): Promise<StandInKubernetes> {
    const who = { commonName: "kubernetes", names: ["kubernetes.default.svc"] };
    const kubernetes = new StandInKubernetes(folder, await authority.issue(who));
    kubernetes.set("ServiceAccount", { token, "ca.crt": authority.cert });
    await listen(kubernetes.server);
    return kubernetes;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The folder of an object's files. Throws where there is no such object. */
  folderOf(name: string): string {
    const folder = join(this.folder, name);
    if (!existsSync(folder)) throw new Error(`there is no ${name}`);
    return folder;
  }

  get(name: string): Data {
    return Object.fromEntries(filesBelow(this.folderOf(name)));
  }

  /** Makes or changes an object. Pods that mount it see the change at once. */
  set(name: string, data: Data): void {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)) if (!(file in data)) rmSync(join(folder, file));
    for (const [file, content] of Object.entries(data)) writeFileSync(join(folder, file), content);
  }

  stop(): void {
    this.server.close();
  }

  /** Undefined for a request that pods of logging have no right to. */
  private answer(request: string, sent: string): object | undefined {
    const [, node] = /^GET \/api\/v1\/nodes\/([\w-]+)$/.exec(request) ?? [];
    if (node) return { metadata: { labels: { "topology.kubernetes.io/zone": `zone-of-${node}` } } };
    const [, name] = /^PATCH \/api\/v1\/namespaces\/logging\/configmaps\/([\w-]+)$/.exec(request) ?? [];
    if (!name) return undefined;
    const { data } = JSON.parse(sent) as { readonly data: Data };
    this.set(`ConfigMap/${name}`, { ...this.get(`ConfigMap/${name}`), ...data });
    return {};
  }
}
