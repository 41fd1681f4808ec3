import { parse } from "yaml";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { kustomization } from "../../lib/synth/kustomization";
import { Synthesis } from "../../lib/synth/synthesis";
import { environmentApp } from "../../main";
import type { EnvironmentManifests } from "../../operations/manifests/environment-manifests";
import { large } from "../environments/large";
import { small } from "../environments/small";
import { resolved } from "./environments";

/** An environment as dist/ would hold it, without the time that writing and reading YAML takes. */
export function distOf(props: EnvironmentProps): EnvironmentManifests {
  const environment = resolved(props);
  const { files, prerequisites } = new Synthesis(environment, environmentApp(environment));
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

export const exampleDist: readonly EnvironmentManifests[] = [large, small].map(distOf);
