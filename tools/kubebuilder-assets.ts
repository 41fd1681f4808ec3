import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Tool } from "./tool";
import { programName } from "./tool-groups";

const found = new Map<string, string | undefined>();

/**
 * The tool from the folder that `KUBEBUILDER_ASSETS` names (etcd, kube-apiserver and kubectl, as envtest lays them
 * out), when it is of the same minor version as the pinned one.
 */
export function kubebuilderAsset(tool: Tool): string | undefined {
  const folder = process.env["KUBEBUILDER_ASSETS"];
  if (!folder || !["etcd", "kube-apiserver", "kubectl"].includes(programName(tool.name))) return undefined;
  const key = `${folder} ${tool.name}`;
  if (!found.has(key)) found.set(key, matching(join(folder, programName(tool.name)), tool.version));
  return found.get(key);
}

function matching(program: string, version: string): string | undefined {
  if (!existsSync(program)) return undefined;
  // Only kubectl has a sub-command for it, and only its own version is of interest, not a server's.
  const flags = program.endsWith("kubectl") ? ["version", "--client"] : ["--version"];
  const printed = execFileSync(program, flags, { encoding: "utf8", timeout: 10_000 });
  const minor = (text: string) => /(\d+\.\d+)\.\d+/.exec(text)?.[1];
  return minor(printed) === minor(version) ? program : undefined;
}
