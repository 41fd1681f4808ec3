import { type App, ApiObject } from "cdk8s";
import type { Manifest } from "./manifest";

/** An object as it will be written, and its file from the environment's folder. */
export interface ManifestFile {
  readonly file: string;
  readonly manifest: Manifest;
}

/** Every object of an App, resolved: a folder a chart, a file an object. */
export function manifestsOf(app: App): ManifestFile[] {
  return app.charts.flatMap((chart) =>
    chart.node
      .findAll()
      .filter((node): node is ApiObject => ApiObject.isApiObject(node))
      .map((object) => ({
        file: `${chart.node.id}/${object.kind}.${object.name}.yaml`,
        manifest: object.toJson() as Manifest,
      })),
  );
}
