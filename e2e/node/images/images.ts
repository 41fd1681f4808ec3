import { join } from "node:path";
import { podTemplateOf } from "../../../lib/synth/manifest";
import type { ToolName } from "../../../tools/tool-groups";
import { dataFile } from "../../../verify/data-file";
import type { KubeObject } from "../../cluster/api";
import type { LayerName } from "./layers";

/** An image as its project publishes it, as far as a pod can see it. */
export interface Image {
  /** Where the facts are from. */
  readonly source: string;

  /** What runs instead of the real program, and why. @default the real program runs */
  readonly standIn?: string;

  /** Its configuration, as the specification of images has it. */
  readonly config: Readonly<Record<string, unknown>>;

  /** What lies below its own layer. @default nothing */
  readonly layers?: readonly LayerName[];

  /** Pinned programs, by path. @default none */
  readonly tools?: Readonly<Record<string, ToolName>>;

  /** Files of containers/, by path. @default none */
  readonly scripts?: Readonly<Record<string, string>>;

  /** Texts, by path. @default none */
  readonly files?: Readonly<Record<string, string>>;

  /** Folders that are not root's, or not as others'. @default none */
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

/** The containers of an object's pods. */
export function containersOf(object: KubeObject): any[] {
  const { containers = [], initContainers = [] } = podTemplateOf(object as any)?.spec ?? ({} as any);
  return [...initContainers, ...containers];
}

/** A reference without the digest that follows its tag. */
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
    return published[repository] ?? published[repository.replace(/^.*\//, "")];
  });
  const missing = references.filter((_, i) => images[i] === undefined);
  if (missing.length > 0)
    throw new Error(`e2e/node/images knows nothing of ${missing.join(", ")}, which the manifests name`);
  return new Map(references.map((reference, i) => [reference, images[i]!]));
}
