import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { toolPath } from "../../tools/tool-path";
import { typed } from "../../verify/elasticsearch/page";
import type { NodeStage } from "./scenario";

/**
 * Types commands of docs/operations as a person would, in a shell whose kubectl and deploy.sh reach this
 * cluster, whichever one the page names.
 *
 * @param dist folder that deploy.sh applies from
 * @returns what was printed. Rejects where a command fails, or Elasticsearch answers with an error
 */
export async function typeCommands(
  { cluster, dist, folder, signal }: NodeStage,
  commands: string,
): Promise<string> {
  const programs = {
    kubectl: `if [[ $1 == --context ]]; then shift 2; fi\nexec ${toolPath("kubectl")} "$@"`,
    "deploy.sh": `exec ${resolve(__dirname, "../../deploy.sh")} ${cluster.environment} "\${@:2}" --yes --dist ${dist} --skip placeholder`,
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${text}\n`, { mode: 0o755 });
  return typed(folder, commands, { cwd: folder, env: { KUBECONFIG: cluster.kubeconfig }, signal });
}
