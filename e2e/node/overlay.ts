import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { EnvironmentProps } from "../../environments/shape/environment";
import type { KubeObject } from "../cluster/api";
import { draft, synthesizeVariant } from "../cluster/draft";
import { containersOf, withoutDigest } from "./images/images";
import type { NodeStage } from "./scenario";

/** Every object of an environment, as its folder's kustomization lists them. */
export function readManifests(folder: string): KubeObject[] {
  const read = (name: string) => parse(readFileSync(join(folder, name), "utf8"));
  return (read("kustomization.yaml").resources as string[]).map(read);
}

/**
 * An environment's folder of manifests as two nodes on a developer's machine can hold it, in another. It changes this much:
 *
 * - a container asks for a hundredth of a processor at most, unless an autoscaler measures by what it asks for;
 * - a digest after an image's tag goes, since the images that are served here have others.
 *
 * Limits, volumes, probes and everything else are the manifests' own. Returns the folder, for deploy.sh --dist.
 */
export function overlay(manifests: string, folder: string): string {
  const scaled = readManifests(manifests)
    .flatMap(({ spec }) => spec?.scaleTargetRef ?? [])
    .map(({ kind = "Deployment", name }: any) => `${kind} ${name}`);
  return draft(manifests, folder, (object) => {
    for (const container of containersOf(object)) {
      container.image = withoutDigest(container.image);
      const requests = container.resources?.requests;
      if (requests?.cpu !== undefined && !scaled.includes(`${object["kind"]} ${object.metadata.name}`))
        requests.cpu = "10m";
    }
  });
}

/** Synthesizes the stage's environment with changed props, as the nodes can hold it. Returns the folder, for deploy.sh --dist. */
export function variantForNodes(
  { cluster: { environment }, folder }: NodeStage,
  name: string,
  change: (props: EnvironmentProps) => void,
): string {
  const variant = synthesizeVariant(environment, join(folder, "variants", name), change);
  return overlay(join(variant, environment), join(folder, name));
}
