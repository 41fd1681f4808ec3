import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { toolPath } from "../tools/tool-path";
import { runProgram } from "./run-program";

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
