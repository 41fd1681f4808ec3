import { prerequisitesIn } from "../../operations/manifests/environment-manifests";

/** A line of `prerequisites.tsv`: something that the manifests need and do not make. */
export interface Prerequisite {
  readonly kind: string;

  /** Empty if the thing belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;

  /** Keys of a Secret or ConfigMap, labels of nodes; empty if there are none. */
  readonly detail: string;
  readonly purpose: string;
}

/** The prerequisites of the environment whose manifests are in the folder. */
export function readPrerequisites(manifests: string): Prerequisite[] {
  const blank = (value: string) => (value === "-" ? "" : value);
  return prerequisitesIn(manifests).map((row) => ({
    ...row,
    namespace: blank(row.namespace),
    detail: blank(row.detail),
  }));
}

/** Nodes that the environment asks for; 0 where it does not say. */
export function neededNodes(prerequisites: readonly Prerequisite[]): number {
  return Math.max(0, ...prerequisites.filter(({ kind }) => kind === "nodes").map(({ name }) => Number(name)));
}
