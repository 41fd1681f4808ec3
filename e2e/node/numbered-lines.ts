import { setTimeout as pause } from "node:timers/promises";
import { elasticsearch, fingerprintApi } from "../../contracts/components";
import { dailyIndices, indexNames } from "../../contracts/log-names";
import type { Cluster } from "../cluster/cluster";
import { until } from "../until";
import { askIn } from "./pods";

/** Lines that one container was asked to write at once. */
interface Batch {
  readonly name: string;
  readonly pod: string;
  readonly count: number;
  readonly at: string;

  /** Whether the container said that it has written them: one that was ended meanwhile may have. */
  readonly sure: boolean;
}

const everyDay = dailyIndices(indexNames.logs);

/** Numbered lines that the API's own containers write, each of which Elasticsearch is to store exactly once. */
export class NumberedLines {
  // One word to Elasticsearch, with the number of the batch.
  private readonly prefix = `e2e${Date.now().toString(36)}`;
  private readonly query = { query_string: { query: `message:${this.prefix}*` } };
  private readonly batches: Batch[] = [];

  constructor(private readonly cluster: Cluster) {}

  /** Has every ready container of the API write as many. */
  async write(count: number): Promise<void> {
    for (const pod of await this.cluster.servingPods(fingerprintApi)) {
      const at = new Date().toISOString();
      const name = `${this.prefix}x${this.batches.length}`;
      const sure = await askIn(pod, "/control", { body: { lines: { count, prefix: name } } }).then(
        () => true,
        () => false,
      );
      this.batches.push({ name, pod: pod.metadata.name, count, at, sure });
    }
  }

  /** Has them write some each second while the work is done. */
  async during<Result>(work: Promise<Result>): Promise<Result> {
    const ended = work.then(
      () => true,
      () => true,
    );
    do await this.write(20);
    while (!(await Promise.race([ended, pause(1000, false)])));
    return work;
  }

  /**
   * Waits until every line that was certainly written is stored.
   *
   * @returns how many are. Throws with the batches that lack lines, and those that have a line twice
   */
  async storedOnce(seconds: number): Promise<number> {
    const written = this.batches.reduce((sum, { sure, count }) => sum + (sure ? count : 0), 0);
    await until("every line is stored", seconds, async () => {
      return (await this.ask(`${everyDay}/_count`, { query: this.query })).count >= written;
    }).catch(() => {
      // Which ones are missing is told below.
    });
    // What is sent twice would be there by now.
    await pause(5000);
    let times = new Map<string, number>();
    // It is not ready for a moment after the programs of its node were killed.
    await until("Elasticsearch lists the lines", 60, async () => {
      times = await this.timesStored();
      return true;
    });
    const faults = this.batches.flatMap(({ name, pod, count, at, sure }) => {
      const stored = Array.from({ length: count }, (_, i) => times.get(`${name}-${i}`) ?? 0);
      const told = (what: string, wrong: (times: number) => boolean) => {
        const faulty = stored.filter(wrong).length;
        const first = `from number ${stored.findIndex(wrong)}`;
        return faulty > 0 ? [`${faulty} of ${count} of ${pod} at ${at} ${what}, ${first}`] : [];
      };
      const missing = sure ? told("are missing", (n) => n === 0) : [];
      return [...missing, ...told("are stored twice", (n) => n > 1)];
    });
    if (faults.length > 0) throw new Error(faults.join("\n"));
    return times.size;
  }

  /** How often Elasticsearch has stored each line, by its number. */
  private async timesStored(): Promise<Map<string, number>> {
    const times = new Map<string, number>();
    const line = new RegExp(`${this.prefix}x\\d+-\\d+`);
    const body = { query: this.query, size: 10_000, _source: ["message"] };
    let page = await this.ask(`${everyDay}/_search?scroll=1m`, body);
    while (page.hits.hits.length > 0) {
      for (const { _source } of page.hits.hits) {
        const [number = ""] = line.exec(_source.message) ?? [];
        times.set(number, (times.get(number) ?? 0) + 1);
      }
      page = await this.ask("_search/scroll", { scroll: "1m", scroll_id: page._scroll_id });
    }
    return times;
  }

  /** Asks Elasticsearch as its superuser, from its own pod. */
  private async ask(path: string, body: object): Promise<any> {
    const pod = await this.cluster.servingPod(elasticsearch);
    const { elastic } = await this.cluster.secret(elasticsearch.namespace, "elasticsearch-users");
    return askIn(pod, `/${path}`, { body, user: `elastic:${elastic}` });
  }
}
