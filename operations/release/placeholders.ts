import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { UsageError } from "../report/command";

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
