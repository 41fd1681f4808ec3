import { setTimeout as pause } from "node:timers/promises";
import { elasticsearch, fingerprintApi } from "../../contracts/components";
import { dailyIndices, indexNames } from "../../contracts/log-names";
import type { Cluster } from "../cluster/cluster";
import { until } from "../until";
import { askIn, withJson } from "./in-pod";

/** Lines that one container was asked to write at once. */
interface Batch {
  readonly name: string;
  readonly pod: string;
  readonly count: number;
  readonly at: string;

  /** Whether the container said that it has written them: one that was ended meanwhile may have. */
  sure: boolean;
}

const everyDay = dailyIndices(indexNames.logs);

/** Numbered lines that the API's own containers write, each of which Elasticsearch is to store exactly once. */
export class NumberedLines {
  // One word to Elasticsearch, with the number of the batch.
  private readonly prefix = `e2e${Date.now().toString(36)}`;
  private readonly batches: Batch[] = [];

  constructor(private readonly cluster: Cluster) {}

  /** Lines that are certainly written. */
  get written(): number {
    return this.batches.reduce((sum, { sure, count }) => sum + (sure ? count : 0), 0);
  }

  /** Has every ready container of the API write as many. */
  async write(count: number): Promise<void> {
    for (const pod of await this.cluster.servingPods(fingerprintApi)) {
      const batch: Batch = {
        ...{ name: `${this.prefix}x${this.batches.length}`, pod: pod.metadata.name, count, sure: false },
        at: new Date().toISOString(),
      };
      this.batches.push(batch);
      const lines = { count, prefix: batch.name };
      batch.sure = await askIn(pod, "/control", { options: withJson({ lines }) }).then(
        () => true,
        () => false,
      );
    }
  }

  /** Has them write some each second while the work is done. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    const ended = new AbortController();
    const end = () => {
      ended.abort();
    };
    work.then(end, end);
    while (!ended.signal.aborted) {
      await this.write(20);
      await pause(1000, undefined, { signal: ended.signal }).catch(() => undefined);
    }
    return work;
  }

  /**
   * Waits until every line that was written is stored.
   *
   * @returns how many are. Throws with the batches that lack lines, and those that have a line twice
   */
  async storedOnce(seconds: number): Promise<number> {
    await until("every line is stored", seconds, async () => {
      const { count } = await this.ask(`${everyDay}/_count`, { query: this.mine });
      return count >= this.written;
    }).catch(() => {
      // Which ones are missing is told below.
    });
    // What is sent twice would be there by now.
    await pause(5000);
    let messages: readonly string[] = [];
    // It is not ready for a moment after the programs of its node were killed.
    await until("Elasticsearch lists the lines", 60, async () => {
      messages = await this.messages();
      return true;
    });
    const times = new Map<string, number>();
    for (const message of messages) {
      const [line = ""] = new RegExp(`${this.prefix}x\\d+-\\d+`).exec(message) ?? [];
      times.set(line, (times.get(line) ?? 0) + 1);
    }
    const faults = this.batches.flatMap(({ name, pod, count, at, sure }) => {
      const numbers = Array.from({ length: count }, (_, i) => i);
      const missing = sure ? numbers.filter((i) => !times.has(`${name}-${i}`)) : [];
      const twice = numbers.filter((i) => (times.get(`${name}-${i}`) ?? 0) > 1);
      const told = (what: string, [first, ...others]: readonly number[]) =>
        first === undefined
          ? []
          : [`${others.length + 1} of ${count} of ${pod} at ${at} ${what}, from number ${first}`];
      return [...told("are missing", missing), ...told("are stored twice", twice)];
    });
    if (faults.length > 0) throw new Error(faults.join("\n"));
    return times.size;
  }

  private get mine(): object {
    return { query_string: { query: `message:${this.prefix}*` } };
  }

  /** What Elasticsearch has stored of the lines. */
  private async messages(): Promise<string[]> {
    const body = { query: this.mine, size: 10_000, _source: ["message"] };
    const found: string[] = [];
    let page = await this.ask(`${everyDay}/_search?scroll=1m`, body);
    while (page.hits.hits.length > 0) {
      found.push(...page.hits.hits.map(({ _source }: any) => _source.message));
      page = await this.ask("_search/scroll", { scroll: "1m", scroll_id: page._scroll_id });
    }
    return found;
  }

  /** Asks Elasticsearch as its superuser, from its own pod. */
  private async ask(path: string, body: object): Promise<any> {
    const pod = await this.cluster.servingPod(elasticsearch);
    const { elastic } = await this.cluster.secret(elasticsearch.namespace, "elasticsearch-users");
    return askIn(pod, `/${path}`, { options: withJson(body), user: `elastic:${elastic}` });
  }
}
