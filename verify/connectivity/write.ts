import { writeFileSync } from "node:fs";
import { installTools } from "../../tools/install-tools";
import { messageOf } from "../../lib/message-of";
import { currentReport, reportFile } from "./current-report";

async function main(): Promise<void> {
  await installTools(["kubectl", "netpolicy"]);
  writeFileSync(reportFile, await currentReport());
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
