import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentProps } from "../environments/shape/environment";
import { messageOf } from "../lib/message-of";
import { synthesizeEnvironment } from "../operations/manifests/synthesize-environment";
import { toolPath } from "../tools/tool-path";
import { runProgram } from "./run-program";
import { withTemporaryFolder } from "./temporary-folder";

const dist = join(__dirname, "..", "dist");

/** One environment's folder of manifests, which `kubectl apply -k` takes. */
export interface Overlay {
  readonly environment: string;
  readonly folder: string;
}

/** Every environment that has been synthesized. Throws when there is none. */
export function overlays(): Overlay[] {
  const found = readdirSync(dist)
    .map((environment) => ({ environment, folder: join(dist, environment) }))
    .filter(({ folder }) => existsSync(join(folder, "kustomization.yaml")));
  if (found.length === 0)
    throw new Error(`${dist} holds no kustomization.yaml: run \`npm run synth\` first.`);
  return found;
}

/** The objects of a folder as `kubectl apply -k` would send them, as YAML documents. */
export async function render(folder: string): Promise<string> {
  return (await runProgram(toolPath("kubectl"), ["kustomize", folder])).stdout;
}

/** The objects of an environment that is not committed. Rejects, naming the variant, where it is not valid. */
export function renderVariant(variant: string, props: EnvironmentProps): Promise<string> {
  return withTemporaryFolder((folder) => {
    try {
      synthesizeEnvironment(props, folder);
    } catch (error) {
      throw new Error(`${variant}: ${messageOf(error)}`, { cause: error });
    }
    return render(join(folder, props.name));
  });
}
