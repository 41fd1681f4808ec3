import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git } from "../git";
import { type EnvironmentManifests, readManifests } from "./environment-manifests";
import { root } from "../root";

/** The commit that a branch left `ref` at: what others did on `ref` since is no change of this branch. */
export const mergeBase = (ref: string, repository = root) => git(repository, "merge-base", "--", ref, "HEAD");

/** The manifests that were committed in `dist/` at a commit; none where it had no `dist/`. */
export function distAtRef(commit: string, repository = root): EnvironmentManifests[] {
  if (git(repository, "ls-tree", "--name-only", commit, "--", "dist") === "") return [];
  const folder = mkdtempSync(join(tmpdir(), "review-"));
  try {
    const archive = join(folder, "dist.tar");
    git(repository, "archive", "--format=tar", `--output=${archive}`, commit, "--", "dist");
    execFileSync("tar", ["-xf", archive, "-C", folder]);
    return readManifests(join(folder, "dist"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
