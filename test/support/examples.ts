import { parse } from "yaml";
import { kustomization } from "../../lib/synth/kustomization";
import type { EnvironmentManifests } from "../../operations/manifests/environment-manifests";
import { large } from "../environments/large";
import { small } from "../environments/small";
import { type Synthesized, resolved, synthesized } from "./environments";

/** Both examples, synthesized. */
export const everyExample: readonly Synthesized[] = [large, small].map((props) =>
  synthesized(resolved(props)),
);

/** An environment as dist/ would hold it, without the time that writing and reading YAML takes. */
export function distOf({ environment, files, prerequisites }: Synthesized): EnvironmentManifests {
  const common = parse(kustomization(environment, files)) as Record<string, unknown>;
  delete common["resources"];
  return {
    name: environment.name,
    manifests: [...files].sort((a, b) => (a.file < b.file ? -1 : 1)).map(({ manifest }) => manifest),
    prerequisites: prerequisites.map(({ namespace = "", detail = "", ...row }) => ({
      ...row,
      namespace,
      detail,
    })),
    common,
  };
}

export const exampleDist: readonly EnvironmentManifests[] = everyExample.map(distOf);
