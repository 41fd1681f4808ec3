import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { EnvironmentProps } from "../environments/shape/environment";
import type { Manifest } from "../lib/synth/manifest";
import { synthesesOf } from "../operations/manifests/synthesize-environment";

/** The files of a ConfigMap in `dist/`: what a program in the cluster would read. */
export function configMapFiles(
  folder: string,
  namespace: string,
  name: string,
): Readonly<Record<string, string>> {
  const path = join(folder, namespace, `ConfigMap.${name}.yaml`);
  return (parse(readFileSync(path, "utf8")) as { data: Record<string, string> }).data;
}

/** The manifests of an environment as `cdk8s synth` makes them. */
export const manifestsOf = (props: EnvironmentProps): Manifest[] =>
  synthesesOf([{ file: `environments/${props.name}.ts`, props }]).flatMap(({ files }) =>
    files.map(({ manifest }) => manifest),
  );

export function configMapOf(manifests: readonly Manifest[], name: string): Readonly<Record<string, string>> {
  const found = manifests.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name);
  if (!found) throw new Error(`there is no ConfigMap ${name}`);
  return found["data"];
}
