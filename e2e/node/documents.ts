import type { Cluster } from "../cluster/cluster";
import { askIn, withJson } from "./in-pod";
import type { Workload } from "./workloads";
import { readyPods } from "./pods";

/** The lines that Elasticsearch has stored, asked as its superuser from its own pod. */
export class Documents {
  constructor(
    private readonly cluster: Cluster,
    private readonly elasticsearch: Workload,
  ) {}

  /** How many documents have a message with a word that begins so. */
  async count(prefix: string): Promise<number> {
    const { count } = await this.ask("fingerprint-api-*/_count", { query: withWord(prefix) });
    return count;
  }

  /** The messages of those documents. */
  async messages(prefix: string): Promise<string[]> {
    const body = { query: withWord(prefix), size: 10_000, _source: ["message"] };
    const found: string[] = [];
    let page = await this.ask("fingerprint-api-*/_search?scroll=1m", body);
    while (page.hits.hits.length > 0) {
      found.push(...page.hits.hits.map(({ _source }: any) => _source.message));
      page = await this.ask("_search/scroll", { scroll: "1m", scroll_id: page._scroll_id });
    }
    return found;
  }

  private async ask(path: string, body: object): Promise<any> {
    const { namespace, labels } = this.elasticsearch;
    const [pod] = await readyPods(this.cluster.api, namespace, labels);
    if (!pod) throw new Error("Elasticsearch is not ready");
    const { secretName } = pod["spec"].volumes.find(({ name }: any) => name === "password").secret;
    const { data } = await this.cluster.api.get(`/api/v1/namespaces/${namespace}/secrets/${secretName}`);
    const password = Buffer.from(data.elastic, "base64").toString();
    const options = ["--insecure", "--config", "-", ...withJson(body)];
    return askIn(pod, `/${path}`, { https: true, options, input: `user = "elastic:${password}"` });
  }
}

const withWord = (prefix: string) => ({ query_string: { query: `message:${prefix}*` } });
