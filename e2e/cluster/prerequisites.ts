import { readFileSync } from "node:fs";
import { join } from "node:path";

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
  const blank = (value: string | undefined) => (value === undefined || value === "-" ? "" : value);
  return readFileSync(join(manifests, "prerequisites.tsv"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [kind = "", namespace, name = "", detail, purpose = ""] = line.split("\t");
      return { kind, namespace: blank(namespace), name, detail: blank(detail), purpose };
    });
}
