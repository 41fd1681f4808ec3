import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type App, ApiObject } from "cdk8s";
import type { Environment } from "../../environments/environment";
import { Prerequisite } from "../kubernetes/prerequisite";
import { checkManifests } from "../validation/check-manifests";
import type { Fault } from "../validation/fault";
import type { Manifest } from "../validation/manifest";
import { environmentApp } from "./environment-app";
import { type ManifestFile, kustomization } from "./kustomization";
import { prerequisitesFile } from "./prerequisites-file";

/** Every object of an App with the file that cdk8s writes it to. */
export function manifestFiles(app: App): ManifestFile[] {
  return app.charts.flatMap((chart) =>
    chart.node
      .findAll()
      .filter((node): node is ApiObject => ApiObject.isApiObject(node))
      .map((object) => {
        const manifest = object.toJson() as Manifest;
        return { file: `${chart.node.id}/${manifest.kind}.${manifest.metadata.name}.yaml`, manifest };
      }),
  );
}

/** Writes one environment below `outdir`, unless something is wrong with its objects. */
export function synthesize(env: Environment, outdir: string): Fault[] {
  const folder = join(outdir, env.name);
  const app = environmentApp(env, folder);
  const files = manifestFiles(app);
  const prerequisites = Prerequisite.allOf(app);
  const faults = checkManifests(
    env.name,
    files.map(({ manifest }) => manifest),
    prerequisites,
  );
  if (faults.length > 0) return faults;

  app.synth();
  writeFileSync(join(folder, "kustomization.yaml"), kustomization(env, files));
  writeFileSync(join(folder, "prerequisites.tsv"), prerequisitesFile(prerequisites));
  return [];
}
