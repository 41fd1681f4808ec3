import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root";

/** Runs what a person would run after an edit. False where synth refuses it, and says why. */
export function synthesizeAnew(): boolean {
  return [
    ["npx", "cdk8s", "synth"],
    ["npm", "run", "--silent", "docs"],
  ].every(([program = "", ...args]) => {
    console.log(`> ${[program, ...args].join(" ")}`);
    return spawnSync(program, args, { cwd: root, stdio: "inherit" }).status === 0;
  });
}

/** Lines of files that have a word in them, with their places. */
export function linesWith(word: string, files: readonly string[]): string[] {
  const pattern = new RegExp(String.raw`(?<![\w-])${word}(?!\w)`);
  return files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, i) => (pattern.test(line) ? [`  ${file}:${String(i + 1)}: ${line.trim()}`] : [])),
  );
}
