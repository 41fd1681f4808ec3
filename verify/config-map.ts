import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The files of a ConfigMap in `dist/`: what a program in the cluster would read. */
export function configMapFiles(
  folder: string,
  namespace: string,
  name: string,
): Readonly<Record<string, string>> {
  const path = join(folder, namespace, `ConfigMap.${name}.yaml`);
  return (parse(readFileSync(path, "utf8")) as { data: Record<string, string> }).data;
}
