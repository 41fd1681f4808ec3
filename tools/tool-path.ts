import { isInstalled, tool } from "./tool";
import { kubebuilderAsset } from "./kubebuilder-assets";
import type { ToolName } from "./tool-groups";

/**
 * Path of a tool that is there: the user's own of the right version (`KUBEBUILDER_ASSETS`), or the one in the cache.
 * Throws when there is none, naming the command that installs it.
 */
export function toolPath(name: ToolName): string {
  const wanted = tool(name);
  const asset = kubebuilderAsset(wanted);
  if (asset) return asset;
  if (!isInstalled(wanted))
    throw new Error(`${name} ${wanted.version} is not installed: run \`npm run tools -- ${name}\`.`);
  return wanted.path;
}
