import { type App, ApiObject } from "cdk8s";
import { type Prerequisite, prerequisitesFile, prerequisitesOf } from "../kubernetes/prerequisite";
import type { Fault } from "../validation/fault";
import { toYaml } from "../yaml";
import { checkManifests } from "./check-manifests";
import type { Files } from "./files";
import { type KustomizationProps, kustomization } from "./kustomization";
import { type Manifest, type ManifestFile, clusterScoped } from "./manifest";

/** An object, resolved. A chart gives its own namespace to everything in it, also to what lies in none. */
function manifestOf(object: ApiObject): Manifest {
  const manifest = object.toJson() as { kind: string; metadata: { name: string; namespace?: string } };
  if (clusterScoped.has(manifest.kind)) delete manifest.metadata.namespace;
  return manifest as Manifest;
}

/** Every object of an App: a folder a chart, a file an object. */
const manifestsOf = (app: App): ManifestFile[] =>
  app.charts.flatMap((chart) =>
    chart.node
      .findAll()
      .filter((node): node is ApiObject => ApiObject.isApiObject(node))
      .map((object) => ({
        file: `${chart.node.id}/${object.kind}.${object.name}.yaml`,
        manifest: manifestOf(object),
      })),
  );

/**
 * What an environment's App makes, resolved once: and checked as a whole.
 * `app.synth()` would resolve every object again, and write `0o17` without quotes.
 */
export class Synthesis {
  readonly name: string;
  readonly files: readonly ManifestFile[];
  readonly prerequisites: readonly Prerequisite[];

  constructor(
    private readonly env: KustomizationProps,
    private readonly app: App,
  ) {
    this.name = env.name;
    this.files = manifestsOf(app);
    this.prerequisites = prerequisitesOf(app);
  }

  faults(): Fault[] {
    const { name } = this;
    const manifests = this.files.map(({ manifest }) => manifest);
    return [
      ...this.app.node
        .findAll()
        .flatMap(({ node }) => node.validate().map((remedy) => ({ path: `${name}: ${node.path}`, remedy }))),
      ...checkManifests(name, manifests, this.prerequisites),
    ];
  }

  /** The objects, and what kubectl and `deploy.sh` read: `kustomization.yaml` and `prerequisites.tsv`. */
  contents(): Files {
    return new Map([
      ...this.files.map(({ file, manifest }) => [file, toYaml(manifest)] as const),
      ["kustomization.yaml", kustomization(this.env, this.files)],
      ["prerequisites.tsv", prerequisitesFile(this.prerequisites)],
    ]);
  }
}
