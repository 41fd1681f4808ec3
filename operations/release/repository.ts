import { join } from "node:path";
import { readEnvironments } from "../../environments/shape/read-environments";
import { filesBelow } from "../../lib/synth/files";
import { git } from "../git";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { synthesesOf } from "../manifests/synthesize-environment";
import { UsageError } from "../report/command";

/** Where it was published from, without a password that may stand in it. */
export function sourceOf(repository: string): string {
  const [remote = "origin"] = git(repository, "remote").split("\n");
  const url = git(repository, "config", "--default", "", `remote.${remote}.url`);
  return url.replace(/^git@([^:]+):/, "https://$1/").replace(/\/\/[^@/]*@/, "//");
}

/** Throws UsageError unless all is committed: a release is what a commit holds. */
export function refuseDirtyTree(repository: string): void {
  const changed = git(repository, "status", "--porcelain");
  if (changed !== "")
    throw new UsageError(`the working tree is not clean, commit or stash first:\n${changed}`);
}

/** Throws UsageError unless `dist/` is what the program makes. */
export function refuseStaleDist(repository: string): void {
  const committed = filesBelow(join(repository, "dist"));
  const made = new Map(
    synthesesOf(readEnvironments().declarations).flatMap((synthesis) =>
      [...synthesis.contents()].map(([file, text]) => [join(synthesis.name, file), text]),
    ),
  );
  const names = new Set([...committed.keys(), ...made.keys()]);
  const [first, ...more] = [...names].filter((name) => committed.get(name) !== made.get(name));
  if (first === undefined) return;
  const others = more.length > 0 ? ` and ${String(more.length)} more` : "";
  throw new UsageError(
    `dist/ is not what the program makes, run npx cdk8s synth and commit: dist/${first}${others}`,
  );
}

/** Throws UsageError where an environment still holds placeholders: GitOps would apply what `deploy.sh` refuses. */
export function refusePlaceholders(
  environments: readonly Pick<EnvironmentManifests, "name" | "prerequisites">[],
): void {
  const places = environments.flatMap(({ name, prerequisites }) =>
    prerequisites
      .filter(({ kind }) => kind === "placeholder")
      .map((row) => `  ${name}.${row.name} = ${row.detail}: ${row.purpose}`),
  );
  if (places.length > 0)
    throw new UsageError(`there are placeholders, set these props before a release:\n${places.join("\n")}`);
}
