import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { buildGoTools } from "./build-go-tools";
import { cacheFolder } from "./cache-folder";
import { exclusively } from "./exclusively";
import { installPythonTools } from "./install-python-tools";
import { kubebuilderAsset } from "./kubebuilder-assets";
import { isInstalled, tool, type Tool } from "./tool";
import { toolGroups, type ToolGroupName, type ToolName } from "./tool-groups";
import { toolPath } from "./tool-path";

/**
 * Installs the named tools that are missing and gives the path of each. When nothing is missing it only looks.
 * Several processes may do it at once: of one group, the others wait for the first and find its work done.
 *
 * @param log Receives a progress line, without line break. By default lines go to standard error.
 */
export async function installTools<Name extends ToolName>(
  names: readonly Name[],
  log: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<Record<Name, string>> {
  const missing = [...new Set(names)].map(tool).filter(isMissing);
  for (const group of new Set(missing.map(({ group }) => group)))
    await installGroup(
      group,
      missing.filter((tool) => tool.group === group),
      log,
    );
  return Object.fromEntries(names.map((name) => [name, toolPath(name)])) as Record<Name, string>;
}

async function installGroup(
  group: ToolGroupName,
  wanted: readonly Tool[],
  log: (line: string) => void,
): Promise<void> {
  await exclusively(group, async (work) => {
    // Another process may have installed them while this one waited for its turn.
    const tools = wanted.filter(isMissing);
    if (tools.length === 0) return;
    await withProgress(tools.map(({ name, version }) => `${name} ${version}`).join(", "), log, (report) =>
      toolGroups[group].kind === "go"
        ? buildGoTools(group, tools, work, report)
        : installPythonTools(group, tools, work),
    );
    mkdirSync(cacheFolder("tools"), { recursive: true });
    for (const { name, folder } of tools) renameSync(join(work, name), folder);
  });
}

function isMissing(tool: Tool): boolean {
  return !isInstalled(tool) && !kubebuilderAsset(tool);
}

/** Says what starts, every 15 seconds how far it is, and how long it took. */
async function withProgress(
  what: string,
  log: (line: string) => void,
  work: (report: (packages: number) => void) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const elapsed = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  let compiled = 0;
  log(`installing ${what}`);
  const timer = setInterval(() => {
    log(`  ${elapsed()}${compiled > 0 ? `, ${String(compiled)} packages compiled` : ""}`);
  }, 15_000);
  try {
    await work((packages) => (compiled = packages));
  } finally {
    clearInterval(timer);
  }
  log(`installed ${what} in ${elapsed()}`);
}
