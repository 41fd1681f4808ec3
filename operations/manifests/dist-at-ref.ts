import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git } from "../git";
import { root } from "../root";
import { type EnvironmentManifests, readManifests } from "./environment-manifests";

/** The commit that a branch left `ref` at: what others did on `ref` since is no change of this branch. */
export const mergeBase = (ref: string, repository = root) => git(repository, "merge-base", "--", ref, "HEAD");

export function distAtRef(commit: string, repository = root): EnvironmentManifests[] {
  const folder = mkdtempSync(join(tmpdir(), "review-"));
  try {
    const archive = join(folder, "dist.tar");
    git(repository, "archive", `--output=${archive}`, commit, "--", "dist");
    execFileSync("tar", ["-xf", archive, "-C", folder]);
    return readManifests(join(folder, "dist"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
