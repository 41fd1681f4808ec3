import { indexNames } from "../../contracts/log-names";
import { users } from "../../logging/stack";
import { type Answer, succeeded, until } from "./elasticsearch-node";
import type { LoggingCluster } from "./logging-cluster";

/** Who may ask everything: the machinery's own superuser. */
export const bootstrapUser = ({ secrets }: LoggingCluster) =>
  `bootstrap:${secrets.get("elasticsearch-users")?.["bootstrap"] ?? ""}`;

/** Who may ask everything also while nodes learn another password of `bootstrap`, one after the other. */
export const elasticUser = ({ secrets }: LoggingCluster) =>
  `elastic:${secrets.get("elasticsearch-users")?.["elastic"] ?? ""}`;

/** Who writes documents: Logstash. */
export const logstashUser = ({ secrets }: LoggingCluster) =>
  `${users.logstash}:${secrets.get("elasticsearch-users")?.["logstash"] ?? ""}`;

/** Documents of one cluster, written as Logstash writes them, and what has to be there of them. */
export class Documents {
  readonly index = `${indexNames.logs}-${new Date().toISOString().slice(0, 10).replaceAll("-", ".")}`;
  private written = 0;
  private clusterUuid = "";

  constructor(private readonly cluster: LoggingCluster) {}

  /** Writes some more, through any node, and again until all are there, as Logstash does. */
  async write(count: number): Promise<void> {
    const lines = Array.from({ length: count }, (_, i) => {
      const id = String(this.written + i);
      const document = { "@timestamp": new Date().toISOString(), message: `line ${id}` };
      return `${JSON.stringify({ create: { _index: this.index, _id: id } })}\n${JSON.stringify(document)}\n`;
    });
    let answer: Answer | undefined;
    await until(
      () => `documents are not taken: ${JSON.stringify(answer)}`,
      60,
      async () => {
        answer = await this.node.ask(logstashUser(this.cluster), "POST", "_bulk", lines.join(""));
        const items = (answer.body["items"] ?? []) as { create: { status: number } }[];
        return items.length === count && items.every(({ create }) => [201, 409].includes(create.status));
      },
    );
    this.written += count;
    this.clusterUuid ||= await this.uuid(0);
  }

  /** Rejects unless every document is there, in the one cluster that they were written to, with so many nodes. */
  async allThere(nodes = this.cluster.nodes.length, user = bootstrapUser(this.cluster)): Promise<string> {
    const asked = this.cluster.nodes.slice(0, nodes);
    // A node without a master has no indices either: first of all it is asked for one.
    succeeded("health", await this.node.ask(user, "GET", "_cluster/health"));
    succeeded("refresh", await this.node.ask(user, "POST", `${this.index}/_refresh`));
    for (const [i, node] of asked.entries()) {
      const { count } = (await node.ask(user, "GET", `${this.index}/_count`)).body as { count: number };
      if (count !== this.written)
        throw new Error(`${node.name} has ${String(count)} documents of ${String(this.written)}`);
      const { number_of_nodes: there } = (await node.ask(user, "GET", "_cluster/health")).body as Health;
      if (there !== nodes) throw new Error(`${node.name} is in a cluster of ${String(there)} nodes`);
      const uuid = await this.uuid(i, user);
      if (uuid !== this.clusterUuid) throw new Error(`${node.name} is in another cluster: ${uuid}`);
    }
    return `${String(this.written)} documents on ${String(nodes)} nodes`;
  }

  /** From now on they are expected in the cluster that has them, whatever its identity. */
  async movedTo(node: number): Promise<void> {
    this.clusterUuid = await this.uuid(node);
  }

  private get node() {
    const node = this.cluster.nodes.find(({ ended }) => !ended);
    if (!node) throw new Error("no node runs");
    return node;
  }

  private async uuid(node: number, user = bootstrapUser(this.cluster)): Promise<string> {
    const answer = await this.cluster.nodes[node]?.ask(user, "GET", "_cluster/state/version");
    return String(answer?.body["cluster_uuid"]);
  }
}

interface Health {
  readonly number_of_nodes: number;
}
