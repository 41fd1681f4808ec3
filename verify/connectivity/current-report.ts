import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { overlays, render } from "../overlays";
import { connectivity, type Connectivity } from "./connections";
import { connectivityReport } from "./connectivity-report";
import type { Manifest } from "../../lib/synth/manifest";

/** Where the report is committed. */
export const reportFile = join(__dirname, "..", "..", "docs", "connectivity.md");

/** The connectivity of every environment. */
export async function currentConnectivity(): Promise<Record<string, Connectivity>> {
  const environments: Record<string, Connectivity> = {};
  for (const { environment, folder } of overlays()) {
    const manifests = parseAllDocuments(await render(folder)).map((document) => document.toJS() as Manifest);
    environments[environment] = await connectivity(manifests);
  }
  return environments;
}

/** The report as it would be written now. */
export async function currentReport(): Promise<string> {
  return connectivityReport(await currentConnectivity());
}
