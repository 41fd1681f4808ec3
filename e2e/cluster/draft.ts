import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { KubeObject } from "./api";

/**
 * Copies an environment's manifests into `<dist>/<environment>` and changes them there, as a commit would.
 * `change` may alter an object in place; returning "remove" takes it out. Returns `dist`, for deploy.sh --dist.
 */
export function draft(
  manifests: string,
  dist: string,
  environment: string,
  change: (object: KubeObject) => "remove" | undefined,
): string {
  const folder = join(dist, environment);
  cpSync(manifests, folder, { recursive: true });
  const file = join(folder, "kustomization.yaml");
  const kustomization = parse(readFileSync(file, "utf8"));
  kustomization.resources = (kustomization.resources as string[]).filter((name) => {
    const object = parse(readFileSync(join(folder, name), "utf8"));
    const before = JSON.stringify(object);
    if (change(object) === "remove") return false;
    if (JSON.stringify(object) !== before) writeFileSync(join(folder, name), stringify(object));
    return true;
  });
  writeFileSync(file, stringify(kustomization));
  return dist;
}
