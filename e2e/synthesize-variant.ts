import { readEnvironments } from "../environments/shape/read-environments";
import type { EnvironmentProps } from "../environments/shape/environment";
import { synthesizeEnvironment } from "../operations/manifests/synthesize-environment";

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
  synthesizeEnvironment(props, dist);
  return dist;
}
