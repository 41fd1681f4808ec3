import type { Cluster } from "../cluster/cluster";
import { askIn, withJson } from "./in-pod";
import type { Workload } from "./workloads";
import { readyPods, runningContainers } from "./pods";

/** The lines that Elasticsearch has stored, asked as its superuser from its own pod. */
export class Documents {
  constructor(
    private readonly cluster: Cluster,
    private readonly elasticsearch: Workload,
  ) {}

  /** How many documents have a message with a word that begins so. */
  async count(prefix: string): Promise<number> {
    const { count } = await this.ask("fingerprint-api-*/_count", {
      query: { query_string: { query: `message:${prefix}*` } },
    });
    return count;
  }

  private async ask(path: string, body: object): Promise<any> {
    const { namespace, labels } = this.elasticsearch;
    const [pod] = await readyPods(this.cluster.api, namespace, labels);
    if (!pod) throw new Error("Elasticsearch is not ready");
    const [container] = runningContainers(pod);
    const { name, key } = container?.spec.env.find(({ name }: any) => name === "ELASTIC_PASSWORD").valueFrom
      .secretKeyRef;
    const { data } = await this.cluster.api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
    const password = Buffer.from(data[key], "base64").toString();
    const options = ["--insecure", "--user", `elastic:${password}`, ...withJson(body)];
    return askIn(pod, `/${path}`, { https: true, options });
  }
}
