import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../report/command";
import { type EnvironmentManifests, readManifests } from "./environment-manifests";
import { root } from "../root";

function git(args: readonly string[], repository: string): string {
  try {
    return execFileSync("git", args, {
      cwd: repository,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new UsageError(`git ${args.join(" ")}: ${stderr?.trim() ?? String(error)}`);
  }
}

/** The commit that a branch left `ref` at: what others did on `ref` since is no change of this branch. */
export function mergeBase(ref: string, repository = root): string {
  return git(["merge-base", "--", ref, "HEAD"], repository).trim();
}

/** The manifests that were committed in `dist/` at a commit; none where it had no `dist/`. */
export function distAtRef(commit: string, repository = root): EnvironmentManifests[] {
  if (git(["ls-tree", "--name-only", commit, "--", "dist"], repository) === "") return [];
  const folder = mkdtempSync(join(tmpdir(), "review-"));
  try {
    const archive = join(folder, "dist.tar");
    git(["archive", "--format=tar", `--output=${archive}`, commit, "--", "dist"], repository);
    mkdirSync(join(folder, "tree"));
    execFileSync("tar", ["-xf", archive, "-C", join(folder, "tree")]);
    const dist = join(folder, "tree/dist");
    return existsSync(dist) ? readManifests(dist) : [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
