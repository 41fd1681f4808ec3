import { draft } from "../cluster/draft";
import { containersOf, withoutDigest } from "./images/served-images";
import type { KubeObject } from "../cluster/api";

/**
 * The manifests as two nodes on a developer's machine can hold them, in `<folder>/<environment>`. It changes this much:
 *
 * - a container asks for a hundredth of a processor at most, unless an autoscaler measures by what it asks for;
 * - a digest after an image's tag goes, since the images that are served here have others.
 *
 * Limits, volumes, probes and everything else are the manifests' own. Returns the folder, for deploy.sh --dist.
 */
export function overlay(manifests: string, folder: string, environment: string): string {
  const scaled = new Set<string>();
  draft(manifests, folder, environment, (object) => {
    if (["HorizontalPodAutoscaler", "ScaledObject"].includes(object["kind"])) scaled.add(scaleTarget(object));
    return undefined;
  });
  return draft(manifests, folder, environment, (object) => {
    for (const container of containersOf(object)) {
      container.image = withoutDigest(container.image);
      const requests = container.resources?.requests;
      if (requests?.cpu !== undefined && !scaled.has(`${object["kind"]} ${object.metadata.name}`))
        requests.cpu = "10m";
    }
    return undefined;
  });
}

const scaleTarget = ({ spec }: KubeObject) =>
  `${spec.scaleTargetRef.kind ?? "Deployment"} ${spec.scaleTargetRef.name}`;
