import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** The path of every file below a folder, sorted. */
export const pathsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();

/** Every file below a folder with its text, by its path in there, sorted; none where there is no folder. */
export function filesBelow(folder: string): ReadonlyMap<string, string> {
  const paths = existsSync(folder) ? pathsBelow(folder) : [];
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}
