import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentProps } from "../../environments/shape/environment";
import type { GeneratedFile } from "../docs/generated-file";
import { root } from "../root";

const tools = ["argo-cd", "flux"];

/** The files that show Argo CD and Flux to an environment, those that are there. */
export const examplesOf = (name: string): string[] =>
  tools.map((tool) => `docs/gitops/${tool}/${name}.yaml`).filter((file) => existsSync(join(root, file)));

/** The examples of one environment as another's. What people have put into them stays, such as the repository's URL. */
export function examplesAfter(from: EnvironmentProps, name: string, cluster: string): GeneratedFile[] {
  // The name where it is this environment's, and not, say, a branch that is called alike.
  const places = new RegExp(
    String.raw`(?<=dist/|fingerprint-|keeps |cluster of |argo-cd/|flux/)${from.name}(?![\w-])`,
    "g",
  );
  return examplesOf(from.name).map((file) => ({
    file: file.replace(`/${from.name}.yaml`, `/${name}.yaml`),
    content: readFileSync(join(root, file), "utf8")
      .replaceAll(places, name)
      .replaceAll(`name: ${from.cluster.name}\n`, `name: ${cluster}\n`),
  }));
}
