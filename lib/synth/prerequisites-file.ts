import type { Prerequisite } from "../kubernetes/prerequisite";

/** The environment's `prerequisites.tsv`: what `deploy.sh` looks for in the cluster before it changes anything. */
export function prerequisitesFile(prerequisites: readonly Prerequisite[]): string {
  return [
    "# kind\tnamespace\tname\tdetail\tpurpose",
    ...prerequisites.map(({ kind, namespace = "-", name, detail = "-", purpose }) =>
      [kind, namespace, name, detail, purpose].join("\t"),
    ),
    "",
  ].join("\n");
}
