import { join } from "node:path";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { overlays, render } from "../overlays";
import { connectivity, type Connectivity } from "./connections";
import { connectivityReport } from "./connectivity-report";

/** Where the report is committed. */
export const reportFile = join(__dirname, "..", "..", "docs", "connectivity.md");

/** The connectivity of every environment. */
export async function currentConnectivity(): Promise<Record<string, Connectivity>> {
  const environments: Record<string, Connectivity> = {};
  for (const { environment, folder } of overlays()) {
    environments[environment] = await connectivity(manifestsIn(await render(folder)));
  }
  return environments;
}

/** The report as it would be written now. */
export async function currentReport(): Promise<string> {
  return connectivityReport(await currentConnectivity());
}
