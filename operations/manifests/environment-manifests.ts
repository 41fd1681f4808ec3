import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import type { Prerequisite } from "../../lib/kubernetes/prerequisite";
import { pathsBelow } from "../../lib/synth/files";
import type { Manifest } from "../../lib/synth/manifest";

/** One line of `prerequisites.tsv`. Namespace and detail are empty where there is none. */
export type PrerequisiteRow = Readonly<Record<keyof Prerequisite, string>>;

/** What `dist/` holds for one environment. */
export interface EnvironmentManifests {
  readonly name: string;
  readonly manifests: readonly Manifest[];
  readonly prerequisites: readonly PrerequisiteRow[];
  /** Labels and annotations that kustomize puts on every object. */
  readonly common: Readonly<Record<string, unknown>>;
}

export function manifestsIn(yaml: string): Manifest[] {
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

/** The lines of an environment's `prerequisites.tsv`; none where there is no such file. */
export function prerequisitesIn(folder: string): PrerequisiteRow[] {
  const file = join(folder, "prerequisites.tsv");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t").map((word) => (word === "-" ? "" : word)))
    .map(([kind = "", namespace = "", name = "", detail = "", purpose = ""]) => {
      return { kind, namespace, name, detail, purpose };
    });
}

function commonIn(folder: string): Record<string, unknown> {
  const file = join(folder, "kustomization.yaml");
  if (!existsSync(file)) return {};
  const all = Object.entries(parse(readFileSync(file, "utf8")) as object);
  // The list of files says nothing that the objects themselves don't.
  return Object.fromEntries(all.filter(([key]) => key !== "resources"));
}

/** Reads the manifests of every environment below a folder laid out like `dist/`. */
export function readManifests(dist: string): EnvironmentManifests[] {
  return readdirSync(dist, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const folder = join(dist, name);
      const files = pathsBelow(folder).filter((path) => dirname(path) !== folder && path.endsWith(".yaml"));
      return {
        name,
        manifests: files.flatMap((file) => manifestsIn(readFileSync(file, "utf8"))),
        prerequisites: prerequisitesIn(folder),
        common: commonIn(folder),
      };
    });
}
