import { join } from "node:path";
import { podTemplateOf } from "../../../lib/synth/manifest";
import type { ToolName } from "../../../tools/tool-groups";
import { dataFile } from "../../../verify/data-file";
import type { KubeObject } from "../../cluster/api";
import type { LayerName } from "./layers";

/** An image of images.yaml, which says what each of these is. */
export interface Image {
  readonly source: string;
  readonly standIn?: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly layers?: readonly LayerName[];
  readonly tools?: Readonly<Record<string, ToolName>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: readonly {
    readonly paths: readonly string[];
    readonly owner: readonly [user: number, group: number];
    readonly mode: number;
  }[];
}

const published = dataFile(join(__dirname, "images.yaml")) as Readonly<Record<string, Image>>;

/** Image of the container that holds a pod's namespaces. */
export const pauseImage = "registry.k8s.io/pause:3.10.1";

/** Image of what only listens. */
export const visitorImage = "docker.io/library/visitor:1";

/** What the cluster itself runs, and scenarios in it. */
const own = [
  ...[pauseImage, visitorImage],
  ...["docker.io/library/busybox:stable", "registry.k8s.io/coredns/coredns:v1.15.0"],
];

export function containersOf(object: KubeObject): any[] {
  const { containers = [], initContainers = [] } = podTemplateOf(object as any)?.spec ?? ({} as any);
  return [...initContainers, ...containers];
}

export const withoutDigest = (reference: string): string => reference.replace(/@sha256:[0-9a-f]+$/, "");

/**
 * The image for every reference of the manifests, of the cluster itself and of `others`, by that reference.
 *
 * @throws with all references that there is no image for
 */
export function imagesFor(
  manifests: readonly KubeObject[],
  others: readonly string[] = [],
): Map<string, Image> {
  const named = manifests.flatMap(containersOf).map(({ image }) => withoutDigest(image));
  const references = [...new Set([...own, ...others, ...named])];
  const images = references.map((reference) => {
    const repository = reference.replace(/:[^/]*$/, "");
    // Each environment has the API's from a registry of its own.
    return published[repository] ?? published[repository.replace(/^.*\//, "")];
  });
  const missing = references.filter((_, i) => images[i] === undefined);
  if (missing.length > 0)
    throw new Error(
      `e2e/node/images/images.yaml knows nothing of ${missing.join(", ")}, which the manifests name`,
    );
  return new Map(references.map((reference, i) => [reference, images[i]!]));
}
