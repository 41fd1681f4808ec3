import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parse, stringify } from "yaml";
import type { Manifest } from "../../lib/synth/manifest";
import { configFiles, configFolder } from "../../monitoring/prometheus/prometheus-config";
import { withValues } from "../../operations/environment/with-values";
import { large } from "../../test/environments/large";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { configMapOf, manifestsOf } from "../config-map";
import { RunningProgram } from "../run-program";
import { type Series, askPrometheus } from "../servers/ask-prometheus";
import { freePort, listen } from "../servers/listen";
import { withTemporaryFolder } from "../temporary-folder";
import { until } from "../until";

/** How long a replica is away, and how long a pause between samples may be that no reader takes for a gap. */
const outage = 20;
const longestPause = 8;

/** What was seen of one target around the outage, in each way of asking. */
let seen: Readonly<Record<"querier" | "notDeduplicated" | "oneReplica", readonly Series[]>>;

export const deduplicatedQuery: Check = {
  proves: "while a replica of Prometheus is away, the Querier shows one series without a gap",
  needs: ["prometheus", "thanos"],
  run: async () => {
    seen = await aroundAnOutage();
    return unbroken(seen.querier);
  },
  mistakes: [
    mistake("one replica that is asked by itself", /nothing for \d\d s/, () => unbroken(seen.oneReplica)),
    mistake("a Querier that knows no replicas", /2 series/, () => unbroken(seen.notDeduplicated)),
  ],
};

/** Refuses more than one series, and a pause between its samples. */
function unbroken(series: readonly Series[]): string {
  const [only] = series;
  if (!only || series.length > 1)
    throw new Error(
      `${series.length} series: ${series.map(({ metric }) => JSON.stringify(metric)).join(" ")}`,
    );
  const times = only.values.map(([time]) => time);
  const longest = Math.max(...times.slice(1).map((time, i) => time - times[i]!));
  if (longest > longestPause) throw new Error(`nothing for ${longest.toFixed(0)} s`);
  const spanned = times.at(-1)! - times[0]!;
  if (spanned < outage || times.length > spanned * 1.5)
    throw new Error(`${times.length} samples in ${spanned.toFixed(0)} s, one is taken each second`);
  return `one of two replicas away for ${outage} s: ${times.length} samples, at most ${longest.toFixed(1)} s apart`;
}

const freeAddress = async () => `127.0.0.1:${await freePort()}`;

/**
 * Stops one of two replicas of Prometheus for a while, and asks for all samples once it is back. They, their sidecars and
 * the Querier have the arguments of their manifests. Addresses and folders are others, the bucket is a folder, and one
 * target is scraped each second.
 */
function aroundAnOutage() {
  return withTemporaryFolder(async (folder) => {
    const props = withValues(large, { "monitoring.prometheus.longTermStorage": { mode: "thanos" } });
    const manifests = manifestsOf(props);
    const target = createServer((_, response) => void response.end(`ticks ${Date.now()}\n`));
    const ticks = `127.0.0.1:${await listen(target)}`;
    const pods = [
      await podIn(folder, "prometheus-0", manifests, ticks),
      await podIn(folder, "prometheus-1", manifests, ticks),
    ] as const;
    const querier = { address: await freeAddress(), running: [] as RunningProgram[] };

    const ask = (server: string, query: string, dedup = true) =>
      askPrometheus(`http://${server}/api/v1/query`, { query, dedup: String(dedup) });
    const untilBothAnswer = () =>
      until(
        () => `the Querier does not know both:\n${querier.running.map(({ output }) => output).join("")}`,
        60,
        async () => (await ask(querier.address, "last_over_time(ticks[5s])", false)).length === pods.length,
      );
    try {
      await Promise.all(pods.map((pod) => startPod(pod)));
      const declared = [{ address: "dns+prometheus-pods.prometheus.svc.cluster.local:10901" }];
      const [args] = argsOf(manifests, "Deployment", "thanos-query");
      await started(querier.running, "thanos", querier.address, args, {
        "0.0.0.0:10902": querier.address,
        "127.0.0.1:10901": await freeAddress(),
        [JSON.stringify(declared)]: JSON.stringify(pods.map(({ grpc }) => ({ address: grpc }))),
      });
      await untilBothAnswer();
      await pause(longestPause * 1000);
      await Promise.all(pods[0].running.map((program) => program.stop()));
      await pause(outage * 1000);
      await startPod(pods[0]);
      await untilBothAnswer();
      return {
        querier: await ask(querier.address, "ticks[2m]"),
        notDeduplicated: await ask(querier.address, "ticks[2m]", false),
        oneReplica: await ask(pods[0].server, "ticks[2m]"),
      };
    } finally {
      await Promise.all([querier, ...pods].flatMap(({ running }) => running.map((one) => one.stop())));
      target.closeAllConnections();
      target.close();
    }
  });
}

/**
 * A pod of Prometheus, whose server and sidecar have addresses of their own. It has the environment's configuration but for
 * one target and nobody to tell.
 */
async function podIn(parent: string, name: string, manifests: readonly Manifest[], target: string) {
  const folder = join(parent, name);
  mkdirSync(join(folder, "data"), { recursive: true });
  const { global } = parse(configMapOf(manifests, "prometheus-config")[configFiles.main]!);
  const job = {
    job_name: "ticks",
    fallback_scrape_protocol: "PrometheusText0.0.4",
    static_configs: [{ targets: [target] }],
  };
  const config = {
    global: { ...global, scrape_interval: "1s", scrape_timeout: "1s" },
    scrape_configs: [job],
  };
  const bucket = { type: "FILESYSTEM", config: { directory: join(parent, "bucket") } };
  writeFileSync(join(folder, configFiles.main), stringify(config));
  writeFileSync(join(folder, "objstore.yml"), stringify(bucket));
  const [server, sidecar, grpc] = [await freeAddress(), await freeAddress(), await freeAddress()];
  const running: RunningProgram[] = [];
  const args = argsOf(manifests, "StatefulSet", "prometheus");
  return { name, folder, args, server, sidecar, grpc, running };
}

type Pod = Awaited<ReturnType<typeof podIn>>;

async function startPod({ name, folder, args, server, sidecar, grpc, running }: Pod): Promise<void> {
  const [ofServer, ofSidecar = []] = args;
  const data = { "path=/prometheus": `path=${join(folder, "data")}` };
  const places = { [configFolder]: folder, ...data };
  const env = { POD_NAME: name };
  await started(running, "prometheus", server, [...ofServer, `--web.listen-address=${server}`], places, env);
  await started(running, "thanos", sidecar, ofSidecar, {
    ...data,
    "localhost:9090": server,
    "0.0.0.0:10901": grpc,
    "0.0.0.0:10902": sidecar,
    "/etc/thanos": folder,
  });
}

function argsOf(manifests: readonly Manifest[], kind: string, name: string): [string[], ...string[][]] {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  return found?.["spec"].template.spec.containers.map(({ args }: { args: string[] }) => args);
}

/** Starts a program, with other addresses and folders than its manifest says, and waits until it answers. */
async function started(
  running: RunningProgram[],
  tool: "prometheus" | "thanos",
  address: string,
  args: readonly string[],
  places: Readonly<Record<string, string>>,
  env?: Readonly<Record<string, string>>,
): Promise<void> {
  const missing = Object.keys(places).find((place) => !args.some((arg) => arg.includes(place)));
  if (missing !== undefined) throw new Error(`no argument of ${tool} has ${missing}: ${args.join(" ")}`);
  const moved = args.map((arg) =>
    Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), arg),
  );
  const program = new RunningProgram(toolPath(tool), moved, { env });
  running.push(program);
  await program.untilReady(`http://${address}/-/ready`);
}
