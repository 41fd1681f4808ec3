import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { root } from "../root";

export const canAsk = (): boolean => process.stdin.isTTY;

export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return answer.trim();
}

/** Runs what a person would run, and shows it. False where it fails, which it says itself. */
export function run(program: string, ...args: readonly string[]): boolean {
  console.log(`> ${[program, ...args].join(" ")}`);
  return spawnSync(program, args, { cwd: root, stdio: "inherit" }).status === 0;
}

/** What follows every edit. */
export const synthesizeAnew = (): boolean =>
  run("npx", "cdk8s", "synth") && run("npm", "run", "--silent", "docs");

export const showLinesWith = (name: string, ...files: readonly string[]) =>
  run("git", "--no-pager", "grep", "--untracked", "-nw", name, "--", ...files);
