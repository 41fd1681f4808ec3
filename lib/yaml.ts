import { stringify } from "yaml";

/**
 * A value as the YAML of a configuration file.
 *
 * Queries stay on one line, so that they can be searched for and pasted. No anchors: Elasticsearch, for one,
 * can't read them.
 */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
