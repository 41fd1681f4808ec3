import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder";
import { toolGroups, type ToolGroupName, type ToolName } from "./tool-groups";

/** One pinned program and the place in the user's cache where it belongs. */
export type Tool = ReturnType<typeof allTools>[number];

/** The folder with the group's `go.mod` or `requirements.txt`. */
export const groupFolder = (group: ToolGroupName) => join(__dirname, group);

/** `kubectl-1.28` is a kubectl: what reads its own name must not see the version. */
export const programName = (tool: string) => tool.replace(/-\d+\.\d+$/, "");

export function allTools() {
  return (Object.keys(toolGroups) as ToolGroupName[]).flatMap((group) => {
    const { go, tools } = toolGroups[group];
    const { version, hash } = pinned(group);
    return Object.entries(tools).map(([name, target]) => {
      const folder = cacheFolder("tools", `${name}-${version}-${hash}`);
      const path = join(folder, go ? programName(name) : target);
      // The folder appears whole or not at all.
      return { name: name as ToolName, group, version, folder, path };
    });
  });
}

/** A tool and its place; says nothing of whether it is there yet. Throws for a name that no group has. */
export function tool(name: string): Tool {
  const found = allTools().find((candidate) => candidate.name === name);
  if (found) return found;
  throw new Error(`There is no tool named ${name}. \`npm run tools -- --list\` prints those there are.`);
}

/** The number of a Go module's version. As a module, Prometheus 3.16.0 is v0.316.0. */
export const releasedNumber = (version: string) =>
  version.slice(1).replace(/^0\.3(\d\d)\./, (_, minor: string) => `3.${String(Number(minor))}.`);

const known = new Map<ToolGroupName, ReturnType<typeof readPins>>();

/** What the pins of a group say: the version, what the linker writes into the programs, and a hash over all that decides what comes out. */
export function pinned(name: ToolGroupName) {
  const found = known.get(name) ?? readPins(name);
  known.set(name, found);
  return found;
}

function readPins(name: ToolGroupName) {
  const { go, python, tags = [], missingFiles, variables: templates = {} } = toolGroups[name];
  const texts = ["go.mod", "go.sum", "main.go", "requirements.txt"]
    .map((file) => join(groupFolder(name), file))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, "utf8"));
  const words = texts.join("\n").split(/\s+|==/);
  const version = words.find((word, i) => words[i - 1] === (go ?? python) && /^v?\d/.test(word));
  if (!version) throw new Error(`The pins of ${name} do not say which version is meant.`);

  const number = releasedNumber(version);
  const [major = "", minor = ""] = number.split(".");
  const variables = Object.fromEntries(
    Object.entries(templates).map(([variable, value]) => [
      variable,
      value.replace("{version}", number).replace("{major}", major).replace("{minor}", minor),
    ]),
  );
  const recipe = go ? [tags, variables, ...(missingFiles ? [missingFiles] : [])] : [];
  const hash = createHash("sha256")
    .update(JSON.stringify([texts, recipe]))
    .digest("hex")
    .slice(0, 12);
  return { version, variables, hash };
}
