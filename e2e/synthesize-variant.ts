import { readEnvironments } from "../environments";
import type { EnvironmentProps } from "../environments/environment";
import { writeFiles } from "../lib/synth/publish";
import { synthesize } from "../lib/synth/synthesize";
import { faultLine, isError } from "../lib/validation/fault";

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
  const { files, faults } = synthesize([{ ...declaration, props }]);
  const errors = faults.filter(isError);
  if (errors.length > 0) throw new Error(errors.map(faultLine).join("\n"));
  writeFiles(files, dist);
  return dist;
}
