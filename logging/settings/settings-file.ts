import { stringify } from "yaml";

/** Settings as the YAML file that a program reads. Long values stay on one line: folded, an expression is hard to read. */
export function settingsFile(settings: object): string {
  return stringify(settings, { lineWidth: 0 });
}
