import { createServer, type Server } from "node:https";
import { text } from "node:stream/consumers";
import { listen } from "../servers/listen";
import type { Certificate } from "../servers/certificates";

/** The token that the stand-in knows. */
const token = "token-of-a-service-account";

type Data = Readonly<Record<string, string>>;

/** As much of the Kubernetes API as pods of logging ask for: zones of nodes, and changes of ConfigMaps. */
export class StandInApi {
  /** ConfigMaps by name. */
  readonly configMaps = new Map<string, Data>();

  private constructor(
    private readonly server: Server,
    private readonly authority: string,
    readonly port: number,
  ) {}

  /** @param certificate for `kubernetes.default.svc` */
  static async start(certificate: Certificate, authority: string): Promise<StandInApi> {
    const server = createServer(certificate);
    const api = new StandInApi(server, authority, await listen(server));
    server.on("request", (request, response) => {
      void text(request).then((sent) => {
        const allowed = request.headers.authorization === `Bearer ${token}`;
        const [status, body] = allowed
          ? api.answer(request.method ?? "", request.url ?? "", sent)
          : [401, {}];
        response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body, null, 2));
      });
    });
    return api;
  }

  /** What a pod's ServiceAccount has mounted. */
  get serviceAccount(): Data {
    return { token, "ca.crt": this.authority };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(method: string, path: string, sent: string): [number, object] {
    const node = /^\/api\/v1\/nodes\/([\w-]+)$/.exec(path)?.[1];
    if (node !== undefined && method === "GET")
      return [
        200,
        { metadata: { name: node, labels: { "topology.kubernetes.io/zone": `zone-of-${node}` } } },
      ];
    const configMap = /^\/api\/v1\/namespaces\/logging\/configmaps\/([\w-]+)$/.exec(path)?.[1];
    const there = configMap === undefined ? undefined : this.configMaps.get(configMap);
    if (configMap !== undefined && there && method === "PATCH") {
      const { data } = JSON.parse(sent) as { data: Data };
      this.configMaps.set(configMap, { ...there, ...data });
      return [200, {}];
    }
    return [404, {}];
  }
}
