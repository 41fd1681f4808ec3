import { type App, ApiObject } from "cdk8s";
import type { Manifest } from "./manifest";

/** An object and its file from the environment's folder. */
export interface ObjectFile {
  readonly file: string;
  readonly object: ApiObject;
}

/** An object as it will be written, and its file. */
export interface ManifestFile {
  readonly file: string;
  readonly manifest: Manifest;
}

/** Every object of an App, not resolved, in the files that `app.synth()` gives them. */
export function objectFiles(app: App): ObjectFile[] {
  return app.charts.flatMap((chart) =>
    chart.node
      .findAll()
      .filter((node): node is ApiObject => ApiObject.isApiObject(node))
      .map((object) => ({ file: `${chart.node.id}/${object.kind}.${object.name}.yaml`, object })),
  );
}

/** Every object of an App, resolved. */
export function manifestsOf(app: App): ManifestFile[] {
  return objectFiles(app).map(({ file, object }) => ({ file, manifest: object.toJson() as Manifest }));
}
