import { UsageError } from "../report/command";

const heading = "## Unreleased\n";

/**
 * The changelog with what was unreleased under a version.
 *
 * @param date `2026-03-01`
 * @throws UsageError where nothing is unreleased
 */
export function releasedChangelog(changelog: string, version: string, date: string): string {
  const [before, after] = changelog.split(heading);
  const unreleased = after?.split(/^## /m, 1)[0]?.trim();
  if (!unreleased)
    throw new UsageError('CHANGELOG.md has nothing under "## Unreleased": there is no news to release');
  return `${before ?? ""}${heading}\n## ${version} - ${date}\n${after ?? ""}`;
}
