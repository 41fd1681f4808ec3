import { parse } from "yaml";
import { Prerequisite } from "../../lib/kubernetes/prerequisite";
import { kustomization } from "../../lib/synth/kustomization";
import { manifestsOf } from "../../lib/synth/manifests-of";
import { environmentApp } from "../../main";
import type { EnvironmentManifests } from "../../operations/manifests/environment-manifests";
import { large } from "../environments/large";
import { small } from "../environments/small";
import { resolved } from "./environments";

/** The examples as dist/ would hold them, without the time that writing and reading YAML takes. */
export const exampleDist: readonly EnvironmentManifests[] = [large, small].map((props) => {
  const environment = resolved(props);
  const app = environmentApp(environment);
  const common = parse(kustomization(environment, app)) as Record<string, unknown>;
  delete common["resources"];
  return {
    name: environment.name,
    manifests: manifestsOf(app)
      .sort((a, b) => (a.file < b.file ? -1 : 1))
      .map(({ manifest }) => manifest),
    prerequisites: Prerequisite.allOf(app).map(({ namespace = "-", detail = "-", ...row }) => ({
      ...row,
      namespace,
      detail,
    })),
    common,
  };
});
