/** How long synth takes, as ratios that hold on any machine. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "table";
import { stringify } from "yaml";
import { main } from "../operations/report/command";
import {
  synthesizeEnvironment,
  synthesizeEnvironments,
} from "../operations/manifests/synthesize-environment";
import { root } from "../operations/root";
import { large } from "../test/environments/large";

const help = `
Usage: npm run bench

Measures synth and prints three ratios with their limits; ends with 1 when one is missed.
Needs kubectl. Takes about two minutes. Run it on a quiet machine.
`;

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Medians of what is measured in each way. The ways take turns, so that a slow minute of the machine is felt by all. */
function medians<Way>(turns: readonly Way[], rounds: number, measure: (way: Way) => number) {
  const measured = new Map<Way, number[]>(turns.map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) for (const way of turns) measured.get(way)?.push(measure(way));
  return (way: Way) => median(measured.get(way) ?? []);
}

function run(command: string, ...args: string[]): number {
  const env = { ...process.env, CDK8S_CHECK_UPGRADE: "false" };
  return milliseconds(() => execFileSync(command, args, { cwd: root, stdio: "ignore", env }));
}

/** Checks and writes this many environments, made from the large example with other names. */
function synthesizeMany(count: number, outdir: string): number {
  const time = milliseconds(() => {
    const declarations = Array.from({ length: count }, (_, i) => {
      const name = `production-${String(i)}`;
      const props = JSON.parse(JSON.stringify(large).replaceAll("production", name)) as typeof large;
      // What no two environments share.
      props.api.host = `${name}.example.com`;
      props.monitoring.grafana.externalUrl = `https://grafana.${name}.example.com`;
      return { file: `environments/${name}.ts`, props };
    });
    synthesizeEnvironments(declarations, outdir);
  });
  rmSync(outdir, { recursive: true });
  return time;
}

/** The folder of an overlay: the same objects as hand-written YAML would have them, from a base. */
function kustomizeOverlay(scratch: string): string {
  const overlay = join(scratch, "overlay");
  synthesizeEnvironment(large, scratch);
  renameSync(join(scratch, large.name), join(scratch, "base"));
  mkdirSync(overlay);
  const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  writeFileSync(
    join(overlay, "kustomization.yaml"),
    stringify({ ...kustomization, resources: ["../base"], labels: [{ pairs: { environment: "other" } }] }),
  );
  return overlay;
}

function bench(scratch: string): number {
  console.log("cdk8s synth, types checked, beside cdk8s --version …");
  const command = medians(["synth", "--version"], 15, (word) => run("npx", "cdk8s", word));

  console.log("1, 10, 100 and 300 environments in one process …");
  const many = (count: number) => synthesizeMany(count, join(scratch, "many"));
  many(10);
  // Small ones before and after each large one.
  const environments = medians([1, 10, 100, 1, 10, 300, 1, 10], 3, many);
  const oneMore = (environments(300) - environments(100)) / 200;

  console.log("One more environment beside kubectl kustomize of a base and an overlay …");
  const overlay = kustomizeOverlay(scratch);
  const kustomize = medians([overlay], 5, () => run("kubectl", "kustomize", overlay));

  const ratios: [what: string, measured: number, of: number, limit: number][] = [
    ["cdk8s synth / cdk8s --version", command("synth"), command("--version"), 2.1],
    ["300 environments / 10 environments", environments(300), environments(10), 33],
    ["one more environment / kubectl kustomize", oneMore, kustomize(overlay), 1],
  ];
  const rows = ratios.map(([what, measured, of, limit]) => {
    const verdict = measured / of <= limit ? "ok" : "TOO SLOW";
    return [what, `${measured.toFixed(1)} / ${of.toFixed(1)}`, (measured / of).toFixed(2), limit, verdict];
  });
  console.log(table([["ratio", "ms", "measured", "at most", ""], ...rows]));
  return ratios.every(([, measured, of, limit]) => measured / of <= limit) ? 0 : 1;
}

main({
  help,
  options: {},
  run() {
    // In memory where there is such a folder: what grows is to be the program's time, not the disk's.
    const scratch = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "bench-"));
    try {
      return bench(scratch);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  },
});
