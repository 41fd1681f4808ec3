import type { KubeObject } from "../../cluster/api";
import { elasticImages } from "./elastic-images";
import { nodeRuntime, shell } from "./host-programs";
import { type Image, type Images, ownedBy } from "./image";
import { prometheusImages } from "./prometheus-images";
import { programPath, typescriptProgram } from "./typescript-program";

const published: Images = { ...prometheusImages, ...elasticImages };

/** The Fingerprint API, from whichever registry the manifests have it. */
const apiImage: Image = {
  source: "e2e/node/containers/fingerprint-api.ts",
  standIn: "a small service of its own: what it predicts is made up, all else it does",
  entrypoint: ["node", programPath("fingerprint-api")],
  user: "1000:1000",
  workingFolder: "/app",
  bases: [shell, nodeRuntime],
  entries: () => [...ownedBy(1000, 1000, 0o755, "/app"), ...typescriptProgram("fingerprint-api")],
};

/** A reference as a registry knows it: with its host, and as a project of that host. */
function fullReference(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  if (rest.length === 0) return `docker.io/library/${reference}`;
  return /[.:]|^localhost$/.test(first) ? reference : `docker.io/${reference}`;
}

/** A reference without the digest that follows its tag. */
export const withoutDigest = (reference: string): string => reference.replace(/@sha256:[0-9a-f]+$/, "");

/** The containers of an object's pods. */
export function containersOf(object: KubeObject): any[] {
  const template = object["spec"]?.jobTemplate?.spec.template ?? object["spec"]?.template;
  const { containers = [], initContainers = [] } = template?.spec ?? {};
  return [...initContainers, ...containers];
}

/**
 * The image for every reference of the manifests, by that reference.
 *
 * @throws with all references that there is no image for
 */
export function imagesFor(objects: readonly KubeObject[]): Map<string, Image> {
  const references = new Set(
    objects.flatMap(containersOf).map(({ image }) => fullReference(withoutDigest(image))),
  );
  const found = new Map<string, Image>();
  const missing: string[] = [];
  for (const reference of references) {
    const repository = reference.replace(/:[^/]*$/, "");
    const image = repository.endsWith("/fingerprint-api") ? apiImage : published[repository];
    if (image) found.set(reference, image);
    else missing.push(reference);
  }
  if (missing.length > 0)
    throw new Error(`e2e/node/images knows nothing of ${missing.join(", ")}, which the manifests name`);
  return found;
}
