import { readEnvironments } from "../environments";
import type { EnvironmentProps } from "../environments/environment";
import { writeFiles } from "../lib/synth/publish";
import { synthesize } from "../lib/synth/synthesize";
import { checkEnvironments } from "../lib/validation/check-environments";
import { isError } from "../lib/validation/fault";

/**
 * Synthesizes an environment with changed props into `<dist>/<name>`, as an edit of its file would.
 * Returns `dist`, for deploy.sh --dist.
 */
export function synthesizeVariant(
  name: string,
  dist: string,
  change: (props: EnvironmentProps) => void,
): string {
  const declaration = readEnvironments().declarations.find(({ props }) => props.name === name);
  if (!declaration) throw new Error(`there is no environment ${name}`);
  const props = structuredClone<EnvironmentProps>(declaration.props);
  change(props);
  const { environments, faults } = checkEnvironments([{ ...declaration, props }]);
  const made = synthesize(environments);
  const errors = [...faults, ...made.faults].filter(isError);
  if (errors.length > 0) throw new Error(errors.map(({ path, remedy }) => `${path}: ${remedy}`).join("\n"));
  writeFiles(made.files, dist);
  return dist;
}
