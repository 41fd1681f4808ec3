import { Yaml } from "cdk8s";

/**
 * A value as the YAML of a configuration file: queries on one line, so that they can be searched for and pasted.
 *
 * What is used twice is written twice, by way of JSON: the anchor that it would get, Elasticsearch, for one, can't read.
 */
export function toYaml(value: unknown): string {
  return Yaml.stringify(JSON.parse(JSON.stringify(value)));
}
