import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse, stringify } from "yaml";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { readEnvironments } from "../../environments/shape/read-environments";
import { named } from "../../operations/manifests/environment-named";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import type { KubeObject } from "./api";

/**
 * Copies an environment's folder of manifests into `dist` and changes them there, as a commit would.
 * `change` alters an object in place. Returns `dist`, for deploy.sh --dist.
 */
export function draft(manifests: string, dist: string, change: (object: KubeObject) => void): string {
  const folder = join(dist, basename(manifests));
  cpSync(manifests, folder, { recursive: true });
  const { resources } = parse(readFileSync(join(folder, "kustomization.yaml"), "utf8"));
  for (const name of resources as string[]) {
    const file = join(folder, name);
    const object = parse(readFileSync(file, "utf8"));
    const before = JSON.stringify(object);
    change(object);
    if (JSON.stringify(object) !== before) writeFileSync(file, stringify(object));
  }
  return dist;
}

/**
 * Synthesizes an environment with changed props into `<dist>/<name>`, as an edit of its file would.
 * Returns `dist`, for deploy.sh --dist.
 */
export function synthesizeVariant(
  name: string,
  dist: string,
  change: (props: EnvironmentProps) => void,
): string {
  const declaration = named(name, readEnvironments().declarations, ({ props }) => props.name);
  const props = structuredClone<EnvironmentProps>(declaration.props);
  change(props);
  synthesizeEnvironment(props, dist);
  return dist;
}
