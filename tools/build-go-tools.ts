import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { groupFolder, versionOf, type Tool } from "./tool";
import { programName, toolGroups, type GoGroup, type ToolGroupName } from "./tool-groups";

/** Compiles tools of one group into `into`, as `<into>/<tool name>/<program>`. Reports the packages compiled so far. */
export async function buildGoTools(
  name: ToolGroupName,
  tools: readonly Tool[],
  into: string,
  report: (packages: number) => void,
): Promise<void> {
  const group = toolGroups[name] as GoGroup;
  requireGo(groupFolder(name));
  const missingFiles = Object.entries(group.missingFiles ?? {});
  const folder =
    missingFiles.length > 0 ? vendor(name, join(into, "module"), missingFiles) : groupFolder(name);

  // One command for all of them: what they share is compiled once, and both processors stay busy while one links.
  const packages = new Map(
    Object.entries(group.tools).filter(([tool]) => tools.some((t) => t.name === tool)),
  );
  const variables = Object.entries(group.versionVariables?.(versionOf(name)) ?? {});
  const output = join(into, "out");
  mkdirSync(output, { recursive: true });
  await run(
    "go",
    [
      "build",
      "-v",
      "-trimpath",
      ...(missingFiles.length > 0 ? ["-mod=vendor"] : []),
      `-tags=${(group.tags ?? []).join(",")}`,
      `-ldflags=${["-s", "-w", ...variables.map(([key, value]) => `-X ${key}=${value}`)].join(" ")}`,
      `-o=${output}/`,
      ...packages.values(),
    ],
    folder,
    report,
  );

  for (const [tool, goPackage] of packages) {
    mkdirSync(join(into, tool));
    renameSync(join(output, defaultOutput(goPackage)), join(into, tool, programName(tool)));
  }
}

/**
 * Copies the group's module and all that it depends on into `folder`, and adds the files to the copy. `-e`, because Go
 * copies everything and then complains of those very files.
 */
function vendor(name: ToolGroupName, folder: string, files: readonly (readonly [string, string])[]): string {
  mkdirSync(folder);
  for (const file of ["go.mod", "go.sum"]) copyFileSync(join(groupFolder(name), file), join(folder, file));
  execFileSync("go", ["mod", "vendor", "-e"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, "vendor", file)), { recursive: true });
    writeFileSync(join(folder, "vendor", file), text);
  }
  return folder;
}

/** The file name that `go build` chooses for a main package: its last element that is no major version. */
function defaultOutput(goPackage: string): string {
  return basename(goPackage.replace(/\/v\d+$/, ""));
}

/** Throws one line with the remedy when Go is missing, or too old for the group. */
function requireGo(folder: string): void {
  const remedy = "Install it from your distribution or from https://go.dev/dl.";
  try {
    // Inside the module's folder this fails when go.mod asks for a newer Go than this one is or may fetch.
    execFileSync("go", ["list", "-m"], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new Error(`Go is not installed, and the tools are built with it. ${remedy}`);
    const { stderr = "" } = error as { stderr?: string };
    const [, needed, present] = /requires go >= (\S+) \(running go (\S+?)[;)]/.exec(stderr) ?? [];
    if (needed && present)
      throw new Error(`Go ${needed} or newer is needed, and this is ${present}. ${remedy}`);
    throw new Error(`go list failed in ${folder}: ${stderr.trim()}`);
  }
}

async function run(
  program: string,
  args: string[],
  cwd: string,
  report: (packages: number) => void,
): Promise<void> {
  const child = spawn(program, args, {
    cwd,
    // Without cgo the programs are static, and no C compiler is needed.
    env: { ...process.env, CGO_ENABLED: "0" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let packages = 0;
  const problems: string[] = [];
  createInterface(child.stderr).on("line", (line) => {
    if (/^go: (downloading|finding)/.test(line)) return;
    // With -v, Go prints the path of each package that it compiles and nothing else, unless something is wrong.
    if (/^[\w.~/-]+$/.test(line)) report(++packages);
    else problems.push(line);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (code !== 0) throw new Error(`${program} build failed in ${cwd}:\n${problems.slice(-20).join("\n")}`);
}
