import { ApiObject, type App, Yaml } from "cdk8s";
import type { Declaration } from "../../environments";
import { Prerequisite } from "../kubernetes/prerequisite";
import { checkEnvironments } from "../validation/check-environments";
import { checkManifests } from "../validation/check-manifests";
import type { Fault } from "../validation/fault";
import type { Manifest } from "../validation/manifest";
import { environmentApp } from "./environment-app";
import { type ManifestFile, kustomization } from "./kustomization";
import { prerequisitesFile } from "./prerequisites-file";
import type { OutputFiles } from "./publish";

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

/** What synth makes of what was declared: the files of every sound environment, and everything that is wrong. */
export interface Synthesis {
  readonly files: OutputFiles;
  readonly faults: readonly Fault[];
}

/** Checks what was declared, makes the files, and holds the objects against each other. Writes nothing. */
export function synthesize(declarations: readonly Declaration[]): Synthesis {
  const files = new Map<string, string>();
  const checked = checkEnvironments(declarations);
  const faults = checked.environments.flatMap((env) => {
    const app = environmentApp(env);
    const manifests = manifestFiles(app);
    const prerequisites = Prerequisite.allOf(app);
    // Not app.synth(): it would resolve every object again, and the whole app once for each chart.
    // What is checked is what is written.
    for (const { file, manifest } of manifests) files.set(`${env.name}/${file}`, Yaml.stringify(manifest));
    files.set(`${env.name}/kustomization.yaml`, kustomization(env, manifests));
    files.set(`${env.name}/prerequisites.tsv`, prerequisitesFile(prerequisites));
    return [
      ...app.node
        .findAll()
        .flatMap((node) =>
          node.node.validate().map((remedy) => ({ path: `${env.name}: ${node.node.path}`, remedy })),
        ),
      ...checkManifests(
        env.name,
        manifests.map(({ manifest }) => manifest),
        prerequisites,
      ),
    ];
  });
  return { files, faults: [...checked.faults, ...faults] };
}
