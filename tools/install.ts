import { parseArgs } from "node:util";
import { messageOf } from "../lib/message-of";
import { installTools } from "./install-tools";
import { kubebuilderAsset } from "./kubebuilder-assets";
import { prune } from "./prune";
import { isInstalled, tool, toolsOf, type Tool } from "./tool";
import { toolGroupNames } from "./tool-groups";

const usage = `Usage: npm run tools -- [--list] [--prune] [--help] [group or tool ...]

Installs the pinned programs that \`npm run verify\` and \`npm run e2e\` run: all of them, or those named.
What is there already is left alone. They are kept in \${XDG_CACHE_HOME:-~/.cache}/fingerprint-deploy/tools.

  --list   print every group, tool, version and path, and whether it is installed
  --prune  remove from the cache what the current pins do not name
  --help   print this

etcd, kube-apiserver and kubectl are taken from the folder that KUBEBUILDER_ASSETS names, where their minor version
is the pinned one.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: { list: { type: "boolean" }, prune: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  const tools = positionals.length > 0 ? positionals.flatMap(named) : toolGroupNames.flatMap(toolsOf);
  if (values.help) console.log(usage);
  else if (values.prune) for (const name of prune()) console.log(`removed ${name}`);
  else if (values.list) for (const tool of tools) console.log(row(tool));
  else await installTools(tools.map(({ name }) => name));
}

/** The tools that a word of the command line means: those of the group, or the one of that name. */
function named(word: string): Tool[] {
  const group = toolGroupNames.find((name) => name === word);
  return group ? toolsOf(group) : [tool(word)];
}

function row(tool: Tool): string {
  const asset = kubebuilderAsset(tool);
  const state = asset ? "KUBEBUILDER_ASSETS" : isInstalled(tool) ? "installed" : "missing";
  return [tool.group, tool.name, tool.version, state, asset ?? tool.path].join("\t");
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
