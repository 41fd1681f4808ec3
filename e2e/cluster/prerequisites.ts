import { type PrerequisiteRow, prerequisitesIn } from "../../operations/manifests/environment-manifests";

/** Something that the manifests need and do not make. Namespace and detail are empty where there is none. */
export type Prerequisite = PrerequisiteRow;

/** The prerequisites of the environment whose manifests are in the folder. */
export function readPrerequisites(manifests: string): Prerequisite[] {
  return prerequisitesIn(manifests);
}

/** Nodes that the environment asks for; 0 where it does not say. */
export function neededNodes(prerequisites: readonly Prerequisite[]): number {
  return Math.max(0, ...prerequisites.filter(({ kind }) => kind === "nodes").map(({ name }) => Number(name)));
}
