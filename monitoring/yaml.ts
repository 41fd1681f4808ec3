import { stringify } from "yaml";

/** A value as YAML for a configuration file: queries on one line, so that they can be searched for and pasted; no anchors. */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
