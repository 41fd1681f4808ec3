import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capacity, declaredNodes } from "../capacity/capacity";
import { capacityReport } from "../capacity/capacity-report";
import { readPrices } from "../capacity/prices";
import type { EnvironmentManifests } from "../manifests/environment-manifests";
import { dashboards } from "../../monitoring/grafana/dashboards";
import { readDist } from "../manifests/read-dist";
import { thresholdsFile } from "../load/load-thresholds";
import { root } from "../root";
import { type GeneratedFile, generatedParts } from "./generated-file";
import { exceptionsTable, namespacesTable, powersTable, secretsTable } from "./powers-table";
import { addressed, runbookIndex, runbookPages } from "./runbook-parts";
import { publishedList, systemPicture } from "./system-picture";

const architecture = "docs/architecture.md";

/** The environment that pictures, tables and commands show: the one with the most nodes. A copy of it takes nothing over. */
function largest(all: readonly EnvironmentManifests[]): EnvironmentManifests {
  const [, shown] = /^Of `(.+)`:$/m.exec(readFileSync(join(root, architecture), "utf8")) ?? [];
  const isShown = ({ name }: EnvironmentManifests) => Number(name === shown);
  const [first] = [...all].sort((a, b) => declaredNodes(b) - declaredNodes(a) || isShown(b) - isShown(a));
  if (!first) throw new Error("dist/ has no environment");
  return first;
}

function capacityOf(environments: readonly EnvironmentManifests[]): string {
  const prices = readPrices();
  return environments
    .map((one) => capacityReport(capacity(one, declaredNodes(one)), prices, "markdown"))
    .join("\n\n");
}

const dashboardPictures = () =>
  dashboards()
    .map(({ uid, title, description }) => `## ${title}\n\n${description}\n\n![${title}](${uid}.svg)`)
    .join("\n\n");

/** What is made from manifests and objectives. */
export function generatedPages(all = readDist()): GeneratedFile[] {
  const environment = largest(all);
  const show = (part: string) => `Of \`${environment.name}\`:\n\n${part}`;
  return [
    generatedParts(architecture, {
      picture: show(systemPicture(environment)),
      published: show(publishedList(environment)),
    }),
    generatedParts("docs/security/permissions.md", {
      namespaces: show(namespacesTable(environment)),
      powers: show(powersTable(environment)),
      exceptions: show(exceptionsTable(environment)),
    }),
    generatedParts("docs/dashboards/README.md", { pictures: dashboardPictures() }),
    generatedParts("docs/security/secrets.md", { secrets: show(secretsTable(environment)) }),
    ...[
      generatedParts("docs/operations/capacity-plan.md", { capacity: capacityOf(all) }),
      generatedParts("docs/runbooks/README.md", { index: runbookIndex(environment) }),
      ...runbookPages(
        environment,
        all.filter((one) => one !== environment),
      ),
    ].map((page) => addressed(environment, page)),
    thresholdsFile(),
  ];
}
