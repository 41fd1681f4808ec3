import type { PrerequisiteRow } from "../../operations/manifests/environment-manifests";

/** Nodes that an environment asks for; 0 where it does not say. */
export const neededNodes = (prerequisites: readonly PrerequisiteRow[]): number =>
  Math.max(0, ...prerequisites.filter(({ kind }) => kind === "nodes").map(({ name }) => Number(name)));
