import { Yaml } from "cdk8s";

/**
 * The YAML with keys and values such as `0o17` in quotes. cdk8s writes YAML 1.1, for which they are text; for YAML 1.2 and
 * for Go they are numbers, so that kustomize refuses the label, or makes 15 of it.
 */
export function readAlike(yaml: string): string {
  return yaml.replaceAll(/(^ *(?:- )*|: |- )([-+]?0[oObBX][\da-fA-F_]+)(?=: |:$|$)/gm, '$1"$2"');
}

/**
 * A value as the YAML of a configuration file: queries on one line, so that they can be searched for and pasted.
 *
 * What is used twice is written twice, by way of JSON: the anchor that it would get, Elasticsearch, for one, can't read.
 */
export function toYaml(value: unknown): string {
  return readAlike(Yaml.stringify(JSON.parse(JSON.stringify(value))));
}
