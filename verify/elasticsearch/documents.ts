import { indexNames } from "../../contracts/log-names";
import type { Answer } from "../servers/ask-json";
import { succeeded } from "./elasticsearch-node";
import { until } from "../until";
import type { LoggingCluster } from "./logging-cluster";

/** The index of a moment's day. */
export const dailyIndex = (time: string | number) =>
  `${indexNames.logs}-${new Date(time).toISOString().slice(0, 10).replaceAll("-", ".")}`;

/** Documents as Logstash sends them: created under their ids. */
export const bulk = (index: string, documents: readonly (readonly [id: string, document: object])[]) =>
  documents
    .map(
      ([id, document]) =>
        `${JSON.stringify({ create: { _index: index, _id: id } })}\n${JSON.stringify(document)}\n`,
    )
    .join("");

/** So many lines of this moment, from a number on. */
export const numberedLines = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => {
    const id = String(from + i);
    return [id, { "@timestamp": new Date().toISOString(), message: `line ${id}` }] as const;
  });

/** Documents of one cluster, written as Logstash writes them, and what has to be there of them. */
export class Documents {
  readonly index = dailyIndex(Date.now());
  private written = 0;
  private clusterUuid = "";

  constructor(private readonly cluster: LoggingCluster) {}

  /** Writes some more, through any node, and again until all are there, as Logstash does. */
  async write(count: number): Promise<void> {
    const lines = bulk(this.index, numberedLines(this.written, count));
    let answer: Answer | undefined;
    await until(
      () => `documents are not taken: ${JSON.stringify(answer)}`,
      60,
      async () => {
        answer = await this.cluster.ask("POST", "_bulk", lines, "logstash");
        const items = (answer.body["items"] ?? []) as { create: { status: number } }[];
        return items.length === count && items.every(({ create }) => [201, 409].includes(create.status));
      },
    );
    this.written += count;
    this.clusterUuid ||= await this.uuid(0);
  }

  /** Rejects unless every document is there, in the one cluster that they were written to. */
  async allThere(): Promise<string> {
    const { nodes } = this.cluster;
    const user = this.cluster.credentials("bootstrap");
    // A node without a master has no indices either: first of all it is asked for one.
    succeeded("health", await this.cluster.ask("GET", "_cluster/health"));
    succeeded("refresh", await this.cluster.ask("POST", `${this.index}/_refresh`));
    for (const [i, node] of nodes.entries()) {
      const { count } = (await node.ask(user, "GET", `${this.index}/_count`)).body;
      if (count !== this.written)
        throw new Error(`${node.name} has ${String(count)} documents of ${String(this.written)}`);
      const { number_of_nodes: there } = (await node.ask(user, "GET", "_cluster/health")).body;
      if (there !== nodes.length) throw new Error(`${node.name} is in a cluster of ${String(there)} nodes`);
      const uuid = await this.uuid(i);
      if (uuid !== this.clusterUuid) throw new Error(`${node.name} is in another cluster: ${uuid}`);
    }
    return `${String(this.written)} documents on ${nodes.length} nodes`;
  }

  /** From now on they are expected in the cluster that has them, whatever its identity. */
  async movedTo(node: number): Promise<void> {
    this.clusterUuid = await this.uuid(node);
  }

  private async uuid(node: number): Promise<string> {
    const user = this.cluster.credentials("bootstrap");
    const answer = await this.cluster.nodes[node]?.ask(user, "GET", "_cluster/state/version");
    return String(answer?.body["cluster_uuid"]);
  }
}
