import { writeFileSync } from "node:fs";
import { installTools } from "../../tools/install-tools";
import { currentReport, reportFile } from "./current-report";

async function main(): Promise<void> {
  await installTools(["kubectl", "netpolicy"]);
  writeFileSync(reportFile, await currentReport());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
