import { execFileSync } from "node:child_process";
import { UsageError } from "./report/command";

/** What git says in a repository, without the line's end. Throws UsageError with git's own words. */
export function git(repository: string, ...args: readonly string[]): string {
  try {
    return execFileSync("git", args, { cwd: repository, encoding: "utf8", stdio: "pipe" }).trim();
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new UsageError(`git ${args.join(" ")}: ${stderr?.trim() ?? String(error)}`);
  }
}
