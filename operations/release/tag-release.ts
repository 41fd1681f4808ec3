import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { git } from "../git";
import { UsageError } from "../report/command";
import { refuseDirtyTree, refuseStaleDist } from "./repository";

interface TagReleaseProps {
  readonly repository: string;
  readonly version: string;
  /** The day of the release: `2026-03-01`. */
  readonly date: string;
  readonly dryRun: boolean;
}

/**
 * Writes the version into the changelog and the package, commits and tags. Nothing leaves the machine.
 *
 * @throws UsageError where the tree is dirty, the tag exists, `dist/` is stale or nothing is unreleased
 */
export function tagRelease({ repository, version, date, dryRun }: TagReleaseProps): string {
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version))
    throw new UsageError(`${version} is no version: write it as 1.2.0`);
  const tag = `v${version}`;
  refuseDirtyTree(repository);
  if (git(repository, "tag", "--list", tag) !== "")
    throw new UsageError(`the tag ${tag} exists: choose another version`);
  refuseStaleDist(repository);
  const file = join(repository, "CHANGELOG.md");
  const heading = "## Unreleased\n";
  const [before = "", news = ""] = readFileSync(file, "utf8").split(heading);
  if (news.split(/^## /m, 1)[0]?.trim() === "")
    throw new UsageError('CHANGELOG.md has nothing under "## Unreleased": there is no news to release');
  if (dryRun) return `would commit CHANGELOG.md and package.json as "Release ${version}", and tag it ${tag}`;

  writeFileSync(file, `${before}${heading}\n## ${version} - ${date}\n${news}`);
  const npmVersion = ["version", version, "--no-git-tag-version", "--allow-same-version"];
  execFileSync("npm", npmVersion, { cwd: repository, stdio: ["ignore", "ignore", "inherit"] });
  git(repository, "commit", "--quiet", "--all", "--message", `Release ${version}`);
  git(repository, "tag", "--annotate", tag, "--message", `Release ${version}`);
  return `tagged ${tag}. Publish it: git push --follow-tags`;
}
