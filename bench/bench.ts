/**
 * How long synth takes, as ratios that hold on any machine.
 *
 * Usage: npm run bench [-- --help]
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { table } from "table";
import { stringify } from "yaml";
import {
  synthesizeEnvironment,
  synthesizeEnvironments,
} from "../operations/manifests/synthesize-environment";
import { large } from "../test/environments/large";

const root = join(__dirname, "..");
// In memory where there is such a folder: what grows is to be the program's time, not the disk's.
const scratch = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "bench-"));

/** A measured ratio and what it must not exceed. */
interface Limit {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const times = (runs: number, measure: () => number) => Array.from({ length: runs }, measure);

function run(command: string, ...args: string[]) {
  execFileSync(command, args, {
    cwd: root,
    stdio: "ignore",
    env: { ...process.env, CDK8S_CHECK_UPGRADE: "false" },
  });
}

/** Checks and writes this many environments, made from the large example with other names. */
function synthesizeMany(count: number): number {
  const outdir = join(scratch, String(count));
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

/** The same objects from a base and an overlay, as hand-written YAML would have them. */
function kustomizeOverlay(): string {
  const base = join(scratch, "base");
  const overlay = join(scratch, "overlay");
  synthesizeEnvironment(large, scratch);
  renameSync(join(scratch, large.name), base);
  mkdirSync(overlay);
  const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  writeFileSync(
    join(overlay, "kustomization.yaml"),
    stringify({ ...kustomization, resources: ["../base"], labels: [{ pairs: { environment: "other" } }] }),
  );
  return overlay;
}

function main(): boolean {
  const limits: Limit[] = [];

  console.log("cdk8s synth, types checked, beside cdk8s --version (medians of 15) …");
  const words = ["synth", "--version"];
  // In turns, so that a busy moment of the machine is felt by both.
  const pairs = Array.from({ length: 15 }, () =>
    words.map((word) =>
      milliseconds(() => {
        run("npx", "cdk8s", word);
      }),
    ),
  );
  const [synth = NaN, version = NaN] = [0, 1].map((i) => median(pairs.map((pair) => pair[i] ?? NaN)));
  console.log(
    table([
      ["command", "ms"],
      ["npx cdk8s synth", synth.toFixed(0)],
      ["npx cdk8s --version", version.toFixed(0)],
    ]),
  );
  limits.push({ what: "synth / --version", measured: synth / version, limit: 2.1 });

  console.log("1, 10, 100 and 300 environments in one process …");
  synthesizeMany(10);
  const counts = [1, 10, 100, 300];
  const measured = new Map(counts.map((count) => [count, [] as number[]]));
  // Small ones before and after each large one, so that a slow minute of the machine is felt by all.
  const round = [1, 10, 100, 1, 10, 300, 1, 10];
  for (const count of [round, round, round].flat()) {
    measured.get(count)?.push(synthesizeMany(count));
  }
  const rows = counts.map((count) => ({ count, time: median(measured.get(count) ?? []) }));
  const time = (count: number) => rows.find((row) => row.count === count)?.time ?? NaN;
  console.log(
    table([
      ["environments", "ms", "ms each"],
      ...rows.map((row) => [row.count, row.time.toFixed(0), (row.time / row.count).toFixed(1)]),
    ]),
  );
  limits.push({ what: "300 environments / 10 environments", measured: time(300) / time(10), limit: 33 });

  console.log("One more environment beside kubectl kustomize of a base and an overlay …");
  const overlay = kustomizeOverlay();
  const kustomize = median(
    times(5, () =>
      milliseconds(() => {
        run("kubectl", "kustomize", overlay);
      }),
    ),
  );
  const one = (time(300) - time(100)) / 200;
  const objects = readdirSync(join(scratch, "base"), { recursive: true }).filter((file) =>
    String(file).endsWith(".yaml"),
  ).length;
  console.log(
    table([
      [`${String(objects)} objects`, "ms"],
      ["one more environment", one.toFixed(1)],
      ["kubectl kustomize", kustomize.toFixed(1)],
    ]),
  );
  limits.push({ what: "one more environment / kubectl kustomize", measured: one / kustomize, limit: 1 });

  console.log(
    table([
      ["ratio", "measured", "at most", ""],
      ...limits.map(({ what, measured, limit }) => [
        what,
        measured.toFixed(2),
        String(limit),
        measured <= limit ? "ok" : "TOO SLOW",
      ]),
    ]),
  );
  return limits.every(({ measured, limit }) => measured <= limit);
}

if (process.argv.includes("--help")) {
  console.log(`Measures synth and prints three ratios with their limits; ends with 1 when one is missed.
Needs kubectl. Takes about two minutes. Run it on a quiet machine.

Usage: npm run bench`);
} else {
  try {
    process.exitCode = main() ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
