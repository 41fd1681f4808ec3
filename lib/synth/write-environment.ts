import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdk8s";
import { Prerequisite } from "../kubernetes/prerequisite";
import { type KustomizationProps, kustomization } from "./kustomization";
import { readAlike } from "../yaml";
import { objectFiles } from "./manifests-of";
import { prerequisitesFile } from "./prerequisites-file";

/** Writes an environment's charts into its App's folder, and what kubectl and `deploy.sh` read: `kustomization.yaml` and `prerequisites.tsv`. */
export function writeEnvironment(env: KustomizationProps, app: App): void {
  app.synth();
  for (const file of objectFiles(app).map(({ file }) => join(app.outdir, file))) {
    const yaml = readFileSync(file, "utf8");
    if (readAlike(yaml) !== yaml) writeFileSync(file, readAlike(yaml));
  }
  writeFileSync(join(app.outdir, "kustomization.yaml"), kustomization(env, app));
  writeFileSync(join(app.outdir, "prerequisites.tsv"), prerequisitesFile(Prerequisite.allOf(app)));
}
