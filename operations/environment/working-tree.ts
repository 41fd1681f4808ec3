import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root";

/** Runs what a person would run, and shows it. False where it fails, which it says itself. */
export function run(program: string, ...args: readonly string[]): boolean {
  console.log(`> ${[program, ...args].join(" ")}`);
  return spawnSync(program, args, { cwd: root, stdio: "inherit" }).status === 0;
}

/** What follows every edit. */
export const synthesizeAnew = (): boolean =>
  run("npx", "cdk8s", "synth") && run("npm", "run", "--silent", "docs");

/** Files that have a word in them, with the numbers of their lines. */
export function filesWith(word: string, files: readonly string[]): string[] {
  const pattern = new RegExp(String.raw`(?<!\w)${word}(?!\w)`);
  return files.flatMap((file) => {
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    const numbers = lines.flatMap((line, i) => (pattern.test(line) ? [String(i + 1)] : []));
    return numbers.length === 0 ? [] : [`  ${file}: line ${numbers.join(", ")}`];
  });
}
