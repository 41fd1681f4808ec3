import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { large } from "../../test/environments/large";
import { type Check, mistake } from "../check";
import { Replicas } from "../prometheus/replicas";
import type { Series } from "../servers/ask-prometheus";
import { withTemporaryFolder } from "../temporary-folder";

/** How long a replica is away, and how long a pause between samples may be that no reader takes for a gap. */
const outage = 20;
const longestPause = 8;

/** What was seen of one target around the outage, in each way of asking. */
let seen: Readonly<Record<"querier" | "notDeduplicated" | "oneReplica", readonly Series[]>> | undefined;

/** A restart of Prometheus leaves no gap in what Grafana shows, and nothing twice. */
export const deduplicatedQuery: Check = {
  name: "deduplicated-query",
  proves: "while a replica of Prometheus is away, the Querier shows one series without a gap",
  needs: ["prometheus", "thanos"],
  run: async () => {
    seen = await aroundAnOutage();
    return unbroken(seen.querier);
  },
  mistakes: [
    mistake("one replica that is asked by itself", /nothing for \d\d s/, () => unbroken(seen!.oneReplica)),
    mistake("a Querier that knows no replicas", /2 series/, () => unbroken(seen!.notDeduplicated)),
  ],
};

/** Stops one of two replicas for a while, and asks for all samples once it is back. */
function aroundAnOutage() {
  return withTemporaryFolder(async (folder) => {
    const { prometheus, ...monitoring } = large.monitoring;
    const longTermStorage = { mode: "thanos" } as const;
    const props = { ...large, monitoring: { ...monitoring, prometheus: { ...prometheus, longTermStorage } } };
    synthesizeEnvironment(props, join(folder, "dist"));
    const replicas = new Replicas(join(folder, "dist", large.name), folder);
    try {
      await replicas.start();
      await replicas.untilBothAnswer();
      await pause(longestPause * 1000);
      await replicas.stopReplica(0);
      await pause(outage * 1000);
      await replicas.startReplica(0);
      await replicas.untilBothAnswer();
      const query = "ticks[2m]";
      return {
        querier: await replicas.askQuerier(query),
        notDeduplicated: await replicas.askQuerier(query, false),
        oneReplica: await replicas.askReplica(0, query),
      };
    } finally {
      await replicas.stop();
    }
  });
}

/** Refuses more than one series, and a pause between its samples. */
function unbroken(series: readonly Series[]): string {
  const [only] = series;
  if (!only || series.length > 1) {
    throw new Error(
      `${String(series.length)} series: ${series.map(({ metric }) => JSON.stringify(metric)).join(" ")}`,
    );
  }
  const times = only.values.map(([time]) => time);
  const pauses = times.slice(1).map((time, i) => time - times[i]!);
  const longest = Math.max(...pauses);
  if (longest > longestPause) throw new Error(`nothing for ${longest.toFixed(0)} s`);
  const spanned = times.at(-1)! - times[0]!;
  if (spanned < outage || times.length > spanned * 1.5)
    throw new Error(`${String(times.length)} samples in ${spanned.toFixed(0)} s, one is taken each second`);
  return `one of two replicas away for ${String(outage)} s: ${String(times.length)} samples, at most ${longest.toFixed(1)} s apart`;
}
