import { draft } from "../cluster/draft";
import { readManifests } from "./manifests";
import { containersOf, withoutDigest } from "./images/served-images";
import type { KubeObject } from "../cluster/api";

/**
 * An environment's folder of manifests as two nodes on a developer's machine can hold it, in another. It changes this much:
 *
 * - a container asks for a hundredth of a processor at most, unless an autoscaler measures by what it asks for;
 * - a digest after an image's tag goes, since the images that are served here have others.
 *
 * Limits, volumes, probes and everything else are the manifests' own. Returns the folder, for deploy.sh --dist.
 */
export function overlay(manifests: string, folder: string): string {
  const scalers = readManifests(manifests).filter(({ spec }) => spec?.scaleTargetRef);
  const scaled = scalers.map(scaleTarget);
  return draft(manifests, folder, (object) => {
    for (const container of containersOf(object)) {
      container.image = withoutDigest(container.image);
      const requests = container.resources?.requests;
      if (requests?.cpu !== undefined && !scaled.includes(`${object["kind"]} ${object.metadata.name}`))
        requests.cpu = "10m";
    }
  });
}

const scaleTarget = ({ spec }: KubeObject) =>
  `${spec.scaleTargetRef.kind ?? "Deployment"} ${spec.scaleTargetRef.name}`;
