import { readEnvironments } from "../../environments/shape/read-environments";
import type { EnvironmentManifests } from "../manifests/environment-manifests";

/**
 * Worker nodes that the environment's file declares. For an environment
 * without a file, such as one that another branch removed, the nodes that its
 * manifests require.
 */
export function declaredNodes({ name, prerequisites }: EnvironmentManifests): number {
  const declaration = readEnvironments().declarations.find(({ props }) => props.name === name);
  if (declaration) return declaration.props.cluster.nodes;
  return Number(prerequisites.find(({ kind }) => kind === "nodes")?.name ?? 1);
}
