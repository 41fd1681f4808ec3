import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { KubeObject } from "../cluster/api";

/** Every object of an environment, as its folder's kustomization lists them. */
export function readManifests(folder: string): KubeObject[] {
  const { resources } = parse(readFileSync(join(folder, "kustomization.yaml"), "utf8")) as {
    resources: string[];
  };
  return resources.map((name) => parse(readFileSync(join(folder, name), "utf8")) as KubeObject);
}
