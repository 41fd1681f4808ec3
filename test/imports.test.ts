import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../operations/root";
import { temporaryFolder } from "./support/temporary-folder";

/** What `npm run check:imports` says of files that import each other so. */
function judgement(imports: readonly (readonly [from: string, to: string])[]): string {
  const folder = temporaryFolder();
  for (const path of new Set(imports.flat())) {
    const targets = imports.filter(([from]) => from === path).map(([, to]) => relative(dirname(path), to));
    const lines = targets.map((to, i) => `export * as x${String(i)} from "./${to.replace(/\.ts$/, "")}";\n`);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${lines.join("")}export const here = 1;\n`);
  }
  writeFileSync(join(folder, "tsconfig.json"), "{}");
  const args = ["--config", join(root, ".dependency-cruiser.mjs"), "."];
  const env = { ...process.env, NO_COLOR: "1" };
  return spawnSync(join(root, "node_modules/.bin/depcruise"), args, { cwd: folder, encoding: "utf8", env })
    .stdout;
}

const upward: readonly (readonly [from: string, to: string])[] = [
  ["contracts/jobs.ts", "lib/kubernetes/workload.ts"],
  ["lib/kubernetes/workload.ts", "lib/fingerprint-api/chart.ts"],
  ["monitoring/rules.ts", "environments/production.ts"],
  ["environments/staging.ts", "main.ts"],
  ["main.ts", "operations/review.ts"],
  ["operations/doctor.ts", "verify/check.ts"],
  ["verify/node.ts", "e2e/run.ts"],
  ["e2e/scenario.ts", "test/corpus.ts"],
  ["tools/prune.ts", "verify/distribution.ts"],
  ["lib/synth/write.ts", "tools/tool.ts"],
  ["monitoring/dashboards.ts", "logging/stack.ts"],
];

test("imports upward, of a stranger, and in a circle are refused, each by name", () => {
  const [one, other] = ["lib/kubernetes/a.ts", "lib/kubernetes/b.ts"] as const;
  const said = judgement([...upward, [one, other], [other, one]]);
  expect(upward.filter(([from, to]) => !said.includes(`${from} → ${to}`))).toEqual([]);
  expect(said).toMatch(/no-circle: lib\/kubernetes/);
});
