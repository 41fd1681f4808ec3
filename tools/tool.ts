import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder";
import {
  programName,
  toolGroupNames,
  toolGroups,
  type GoGroup,
  type ToolGroup,
  type ToolGroupName,
  type ToolName,
} from "./tool-groups";

/** One pinned program and the place in the user's cache where it belongs. */
export interface Tool {
  readonly name: ToolName;

  /** The group whose pins decide the version; also the folder of the pins. */
  readonly group: ToolGroupName;

  /** The version as the pins name it: `v1.37.2` for Go, `0.11.0.1` for Python. */
  readonly version: string;

  /** Folder that holds the installed tool. It appears whole or not at all. */
  readonly folder: string;

  /** Path of the program, inside `folder`. */
  readonly path: string;
}

/** The folder with the group's `go.mod` or `requirements.txt`. */
export function groupFolder(group: ToolGroupName): string {
  return join(__dirname, group);
}

/** Every tool of a group. */
export function toolsOf(group: ToolGroupName): Tool[] {
  const { version, hash } = pinned(group);
  return Object.entries(toolGroups[group].tools).map(([name, target]) => {
    const folder = cacheFolder("tools", `${name}-${version}-${hash}`);
    const file = toolGroups[group].kind === "go" ? programName(name) : target;
    return { name: name as ToolName, group, version, folder, path: join(folder, file) };
  });
}

/** A tool and its place; says nothing of whether it is there yet. Throws for a name that no group has. */
export function tool(name: string): Tool {
  const group = toolGroupNames.find((group) => Object.hasOwn(toolGroups[group].tools, name));
  const found = group && toolsOf(group).find((candidate) => candidate.name === name);
  if (found) return found;
  throw new Error(`There is no tool named ${name}. \`npm run tools -- --list\` prints those there are.`);
}

/** The version of a group's programs, as the pins name it. */
export function versionOf(group: ToolGroupName): string {
  return pinned(group).version;
}

const pins = new Map<ToolGroupName, { version: string; hash: string }>();

/** The version of a group, and a hash over all that decides what comes out of its build. */
function pinned(name: ToolGroupName) {
  const known = pins.get(name);
  if (known) return known;
  const group: ToolGroup = toolGroups[name];
  const files = group.kind === "go" ? ["go.mod", "go.sum", "main.go"] : ["requirements.txt"];
  const texts = files
    .map((file) => join(groupFolder(name), file))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"));
  const version = versionIn(texts.join("\n"), group);
  const recipe = group.kind === "go" ? goRecipe(group, version) : [];
  const hash = createHash("sha256")
    .update(JSON.stringify([texts, recipe]))
    .digest("hex")
    .slice(0, 12);
  const result = { version, hash };
  pins.set(name, result);
  return result;
}

function goRecipe({ tags = [], versionVariables, missingFiles }: GoGroup, version: string): unknown[] {
  return [tags, versionVariables?.(version) ?? {}, ...(missingFiles ? [missingFiles] : [])];
}

function versionIn(text: string, group: ToolGroup): string {
  const pattern =
    group.kind === "go"
      ? new RegExp(`^(?:require\\s+|\\s+)${escape(group.module)} (v\\S+)`, "m")
      : new RegExp(`^${escape(group.package)}==(\\S+)`, "m");
  const version = pattern.exec(text)?.[1];
  if (!version)
    throw new Error(
      `The pins do not say which version of ${group.kind === "go" ? group.module : group.package} is meant.`,
    );
  return version;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Whether the tool has been built or installed. */
export function isInstalled({ folder }: Tool): boolean {
  return existsSync(folder);
}
