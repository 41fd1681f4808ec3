import { readDist } from "../manifests/read-dist";
import { type GeneratedFile, generatedParts } from "./generated-file";
import { exceptionsTable, namespacesTable, powersTable } from "./powers-table";
import { runbookIndex, runbookPages } from "./runbook-parts";
import { publishedList, systemPicture } from "./system-picture";

/** The environment that pictures and tables show. */
const shown = "production";

/** The pages with parts that are made from the manifests. */
export function generatedPages(): GeneratedFile[] {
  const environment = readDist().find(({ name }) => name === shown);
  if (!environment) throw new Error(`dist/ has no ${shown}`);
  return [
    generatedParts("docs/architecture.md", {
      picture: systemPicture(environment),
      published: publishedList(environment),
    }),
    generatedParts("docs/security/permissions.md", {
      namespaces: namespacesTable(environment),
      powers: powersTable(environment),
      exceptions: exceptionsTable(environment),
    }),
    generatedParts("docs/runbooks/README.md", { index: runbookIndex(environment) }),
    ...runbookPages(environment),
  ];
}
