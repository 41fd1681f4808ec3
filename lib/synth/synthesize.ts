import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiObject, type App, Yaml } from "cdk8s";
import type { Environment } from "../../environments/environment";
import { Prerequisite } from "../kubernetes/prerequisite";
import { checkManifests } from "../validation/check-manifests";
import type { Fault } from "../validation/fault";
import type { Manifest } from "../validation/manifest";
import { environmentApp } from "./environment-app";
import { type ManifestFile, kustomization } from "./kustomization";
import { prerequisitesFile } from "./prerequisites-file";

/** Every object of an App with the file that it is written to: one resource a file, one folder a chart. */
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
  const app = environmentApp(env);
  const files = manifestFiles(app);
  const prerequisites = Prerequisite.allOf(app);
  const faults = [
    ...app.node
      .findAll()
      .flatMap((node) =>
        node.node.validate().map((remedy) => ({ path: `${env.name}: ${node.node.path}`, remedy })),
      ),
    ...checkManifests(
      env.name,
      files.map(({ manifest }) => manifest),
      prerequisites,
    ),
  ];
  if (faults.length > 0) return faults;

  // Not app.synth(): it would resolve every object again, and the whole app once for each chart.
  // What was checked is what is written.
  for (const chart of app.charts) mkdirSync(join(folder, chart.node.id), { recursive: true });
  for (const { file, manifest } of files) Yaml.save(join(folder, file), [manifest]);
  writeFileSync(join(folder, "kustomization.yaml"), kustomization(env, files));
  writeFileSync(join(folder, "prerequisites.tsv"), prerequisitesFile(prerequisites));
  return [];
}
