import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Texts of files by their paths in a folder. */
export type Files = ReadonlyMap<string, string>;

export const pathsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();

/** Every file below a folder, sorted; none where there is no folder. */
export function filesBelow(folder: string): Files {
  const paths = existsSync(folder) ? pathsBelow(folder) : [];
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
