import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdk8s";
import { Prerequisite } from "../kubernetes/prerequisite";
import { type KustomizationProps, kustomization } from "./kustomization";
import { prerequisitesFile } from "./prerequisites-file";

/** Writes an environment's charts into its App's folder, and what kubectl and `deploy.sh` read: `kustomization.yaml` and `prerequisites.tsv`. */
export function writeEnvironment(env: KustomizationProps, app: App): void {
  app.synth();
  writeFileSync(join(app.outdir, "kustomization.yaml"), kustomization(env, app));
  writeFileSync(join(app.outdir, "prerequisites.tsv"), prerequisitesFile(Prerequisite.allOf(app)));
}
