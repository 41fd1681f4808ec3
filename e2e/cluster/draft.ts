import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse, stringify } from "yaml";
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
