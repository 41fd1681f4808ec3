import type { k8s } from "cdk8s-plus-28";
import { type Manifest, describe, podTemplateOf } from "../../lib/synth/manifest";

/** Every container's image, by `Deployment fingerprint/fingerprint-api: fingerprint-api`. */
export function imagesUsed(manifests: readonly Manifest[]): Map<string, string> {
  return new Map(
    manifests.flatMap((manifest) => {
      const spec = podTemplateOf(manifest)?.spec as k8s.PodSpec | undefined;
      return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(
        ({ name, image = "" }): [string, string] => [`${describe(manifest)}: ${name}`, image],
      );
    }),
  );
}
