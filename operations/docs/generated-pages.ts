import { capacity } from "../capacity/capacity";
import { capacityReport } from "../capacity/capacity-report";
import { declaredNodes } from "../capacity/declared-nodes";
import { defaultPricesFile, readPrices } from "../capacity/prices";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { readDist } from "../manifests/read-dist";
import { type GeneratedFile, generatedParts } from "./generated-file";
import { exceptionsTable, namespacesTable, powersTable, secretsTable } from "./powers-table";
import { runbookIndex, runbookPages } from "./runbook-parts";
import { publishedList, systemPicture } from "./system-picture";

/** The environment that pictures and tables show. */
const shown = "production";

function capacityOf(environments: readonly EnvironmentManifests[]): string {
  const prices = readPrices(defaultPricesFile);
  return environments
    .map((one) => capacityReport(capacity(one, declaredNodes(one)), prices, "markdown"))
    .join("\n\n");
}

/** The pages with parts that are made from the manifests. */
export function generatedPages(): GeneratedFile[] {
  const all = readDist();
  const environment = all.find(({ name }) => name === shown);
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
    generatedParts("docs/security/secrets.md", { secrets: secretsTable(environment) }),
    generatedParts("docs/operations/capacity-plan.md", { capacity: capacityOf(all) }),
    generatedParts("docs/runbooks/README.md", { index: runbookIndex(environment) }),
    ...runbookPages(environment),
  ];
}
