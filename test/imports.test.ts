import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../operations/root";
import { temporaryFolder } from "./support/temporary-folder";

/** What `npm run check:imports` says of files that import each other so. */
function judgement(...imports: readonly (readonly [from: string, to: string])[]): string {
  const folder = temporaryFolder();
  for (const path of new Set(imports.flat())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const targets = imports.filter(([from]) => from === path).map(([, to]) => relative(dirname(path), to));
    const lines = targets.map((to, i) => `export * as x${String(i)} from "./${to.replace(/\.ts$/, "")}";`);
    writeFileSync(join(folder, path), [...lines, "export const here = 1;", ""].join("\n"));
  }
  writeFileSync(join(folder, "tsconfig.json"), "{}");
  const args = ["--config", join(root, ".dependency-cruiser.mjs"), "."];
  const env = { ...process.env, NO_COLOR: "1" };
  return spawnSync(join(root, "node_modules/.bin/depcruise"), args, { cwd: folder, encoding: "utf8", env })
    .stdout;
}

const upward: [from: string, to: string][] = [
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

test("imports upward, of a stranger, and in a circle are refused, each by name, and downward are not", () => {
  const circle = ["lib/kubernetes/a.ts", "lib/kubernetes/b.ts"] as const;
  // Files of their own, or they would make circles with those.
  const downward = upward
    .slice(0, 9)
    .map(([from, to]): [string, string] => [to.replace(".ts", "-down.ts"), from.replace(".ts", "-down.ts")]);
  const said = judgement(...upward, ...downward, circle, [circle[1], circle[0]]);
  expect(upward.filter(([from, to]) => !said.includes(`${from} → ${to}`))).toEqual([]);
  expect(said).toMatch(/no-circle: lib\/kubernetes/);
  expect(said).not.toContain("-down.ts");
});
