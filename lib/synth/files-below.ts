import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Every file below a folder with its text, by its path in there, sorted; none where there is no folder. */
export function filesBelow(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  return new Map(files.map((file) => [relative(folder, file), readFileSync(file, "utf8")]));
}
