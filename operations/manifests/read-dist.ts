import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../report/command";
import { root } from "../root";
import { type EnvironmentManifests, readManifests } from "./environment-manifests";

/** The manifests of the working tree's `dist/`. */
export function readDist(): EnvironmentManifests[] {
  const dist = join(root, "dist");
  if (!existsSync(dist)) throw new UsageError("dist/ is not there: run npx cdk8s synth first");
  return readManifests(dist);
}
