import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { programName, tool, type Tool } from "./tool";
import type { ToolName } from "./tool-groups";

/** Path of a tool that is there. Throws when there is none, naming the command that installs it. */
export function toolPath(name: ToolName): string {
  const wanted = tool(name);
  const path = pathIfThere(wanted);
  if (path !== undefined) return path;
  throw new Error(`${name} ${wanted.version} is not installed: run \`npm run tools -- ${name}\`.`);
}

/** Path of the user's own tool of the right version, or of the one in the cache; undefined where there is neither. */
export function pathIfThere(tool: Tool): string | undefined {
  return kubebuilderAsset(tool) ?? (existsSync(tool.folder) ? tool.path : undefined);
}

/** etcd, kube-apiserver and kubectl as envtest lays them out, when of the same minor version as the pinned one. */
function kubebuilderAsset({ name, version }: Tool): string | undefined {
  const folder = process.env["KUBEBUILDER_ASSETS"];
  if (!folder || !["etcd", "kube-apiserver", "kubectl"].includes(programName(name))) return undefined;
  const program = join(folder, programName(name));
  if (!existsSync(program)) return undefined;
  // Only kubectl has a sub-command for it, and only its own version is of interest, not a server's.
  const flags = program.endsWith("kubectl") ? ["version", "--client"] : ["--version"];
  const printed = execFileSync(program, flags, { encoding: "utf8", timeout: 10_000 });
  const minor = (text: string) => /(\d+\.\d+)\.\d+/.exec(text)?.[1];
  return minor(printed) === minor(version) ? program : undefined;
}
