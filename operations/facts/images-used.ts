import { type Manifest, describe, podTemplateOf } from "../../lib/synth/manifest";

interface Container {
  readonly name: string;
  readonly image: string;
}

/** Every container's image, by `Deployment fingerprint/fingerprint-api: fingerprint-api`. */
export function imagesUsed(manifests: readonly Manifest[]): Map<string, string> {
  return new Map(
    manifests.flatMap((manifest) => {
      const spec = podTemplateOf(manifest)?.spec as
        { containers: Container[]; initContainers?: Container[] } | undefined;
      return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(
        ({ name, image }): [string, string] => [`${describe(manifest)}: ${name}`, image],
      );
    }),
  );
}
