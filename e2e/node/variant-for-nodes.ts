import { join } from "node:path";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { synthesizeVariant } from "../synthesize-variant";
import { overlay } from "./overlay";
import type { NodeStage } from "./scenario";

/** Synthesizes the stage's environment with changed props, as the nodes can hold it. Returns the folder, for deploy.sh --dist. */
export function variantForNodes(
  { cluster: { environment }, folder }: Pick<NodeStage, "cluster" | "folder">,
  name: string,
  change: (props: EnvironmentProps) => void,
): string {
  const variant = synthesizeVariant(environment, join(folder, "variants", name), change);
  return overlay(join(variant, environment), join(folder, name));
}
