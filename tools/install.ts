import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../lib/message-of";
import { cacheFolder } from "./cache-folder";
import { elasticsearchFolder } from "./elasticsearch-distribution";
import { installTools } from "./install-tools";
import { allTools, tool, type Tool } from "./tool";
import { pathIfThere } from "./tool-path";

const usage = `Usage: npm run tools -- [--list] [--prune] [--help] [group or tool ...]

Installs the pinned programs that \`npm run verify\` and \`npm run e2e\` run: all of them, or those named.
What is there already is left alone. They are kept in \${XDG_CACHE_HOME:-~/.cache}/fingerprint-deploy/tools.

  --list   print every group, tool, version and path, and whether it is installed
  --prune  remove programs that the current pins do not name from the cache
  --help   print this

etcd, kube-apiserver and kubectl are taken from the folder that KUBEBUILDER_ASSETS names, where their minor version
is the pinned one.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: { list: { type: "boolean" }, prune: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  const tools = positionals.length > 0 ? positionals.flatMap(named) : allTools();
  if (values.help) console.log(usage);
  else if (values.prune) prune();
  else if (values.list) for (const tool of tools) console.log(row(tool));
  else await installTools(tools.map(({ name }) => name));
}

/** The tools that a word of the command line means: those of the group, or the one of that name. */
function named(word: string): Tool[] {
  const group = allTools().filter(({ group }) => group === word);
  return group.length > 0 ? group : [tool(word)];
}

function row(tool: Tool): string {
  const { group, name, version } = tool;
  const path = pathIfThere(tool);
  const state = path === undefined ? "missing" : path === tool.path ? "installed" : "KUBEBUILDER_ASSETS";
  return [group, name, version, state, path ?? tool.path].join("\t");
}

function prune(): void {
  const current = new Set([...allTools().map(({ folder }) => folder), elasticsearchFolder()]);
  for (const folder of ["tools", "elasticsearch"].map((kind) => cacheFolder(kind)).filter(existsSync))
    for (const name of readdirSync(folder).filter((name) => !current.has(join(folder, name)))) {
      rmSync(join(folder, name), { recursive: true });
      console.log(`removed ${name}`);
    }
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
