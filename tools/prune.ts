import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { elasticsearchFolder } from "./elasticsearch-distribution";
import { cacheFolder } from "./cache-folder";
import { customResourceFolder } from "./custom-resources";
import { currentSchemaFolders } from "./kubernetes-schemas";
import { toolsOf } from "./tool";
import { toolGroupNames } from "./tool-groups";

/** Removes what the current pins do not name any more from the cache. Gives the names of the folders that went. */
export function prune(): string[] {
  const tools = toolGroupNames.flatMap(toolsOf);
  return [
    ...removeOthers(
      "tools",
      tools.map(({ folder }) => folder),
    ),
    ...removeOthers("schemas", currentSchemaFolders()),
    ...removeOthers("custom-resources", [customResourceFolder()]),
    ...removeOthers("elasticsearch", [elasticsearchFolder()]),
  ];
}

function removeOthers(kind: string, current: readonly string[]): string[] {
  const folder = cacheFolder(kind);
  if (!existsSync(folder)) return [];
  const kept = new Set(current.map((path) => basename(path)));
  const others = readdirSync(folder).filter((name) => !kept.has(name));
  for (const name of others) rmSync(join(folder, name), { recursive: true });
  return others;
}
