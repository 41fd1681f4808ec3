import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { groupFolder, pinned, programName, type Tool } from "./tool";
import { toolGroups, type ToolGroupName } from "./tool-groups";

/** Compiles tools of one group into `into`, as `<into>/<tool name>/<program>`. */
export async function buildGoTools(name: ToolGroupName, tools: readonly Tool[], into: string): Promise<void> {
  const group = toolGroups[name];
  const { tags = [], missingFiles } = group;
  const folder = missingFiles ? await vendor(name, join(into, "module"), missingFiles) : groupFolder(name);
  const packages = new Map(tools.map((tool) => [tool.name, group.tools[tool.name] ?? ""]));
  const variables = Object.entries(pinned(name).variables).map(([key, value]) => `-X ${key}=${value}`);
  const output = join(into, "out");
  mkdirSync(output);
  // One command for all of them: what they share is compiled once, and both processors stay busy while one links.
  const flags = [`-tags=${tags.join(",")}`, `-ldflags=${["-s", "-w", ...variables].join(" ")}`];
  if (missingFiles) flags.push("-mod=vendor");
  await go(["build", "-trimpath", ...flags, `-o=${output}/`, ...packages.values()], folder);
  for (const [tool, goPackage] of packages) {
    mkdirSync(join(into, tool));
    // Go names a program after the last element of its package that is no major version.
    const built = join(output, basename(goPackage.replace(/\/v\d+$/, "")));
    renameSync(built, join(into, tool, programName(tool)));
  }
}

/**
 * Copies the group's module and all that it depends on into `folder`, and adds the files to the copy. `-e`, because Go
 * copies everything and then complains of those very files.
 */
async function vendor(
  name: ToolGroupName,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  mkdirSync(folder);
  for (const file of ["go.mod", "go.sum"]) copyFileSync(join(groupFolder(name), file), join(folder, file));
  await go(["mod", "vendor", "-e"], folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "vendor", file)), { recursive: true });
    writeFileSync(join(folder, "vendor", file), text);
  }
  return folder;
}

/** Runs Go in a folder. Throws one line with the remedy when it is missing, or too old for the module there. */
async function go(args: readonly string[], cwd: string): Promise<void> {
  try {
    // Without cgo the programs are static, and no C compiler is needed.
    await promisify(execFile)("go", args, { cwd, env: { ...process.env, CGO_ENABLED: "0" } });
  } catch (error) {
    const { code, stderr = String(error) } = error as { code?: unknown; stderr?: string };
    const remedy = "Install it from your distribution or from https://go.dev/dl.";
    if (code === "ENOENT") throw new Error(`Go is not installed, and the tools are built with it. ${remedy}`);
    const [, needed, present] = /requires go >= (\S+) \(running go (\S+?)[;)]/.exec(stderr) ?? [];
    if (needed && present)
      throw new Error(`Go ${needed} or newer is needed, and this is ${present}. ${remedy}`);
    const problems = stderr.replaceAll(/^go: downloading .*\n/gm, "").trim();
    throw new Error(`go ${args[0] ?? ""} failed in ${cwd}:\n${problems}`);
  }
}
