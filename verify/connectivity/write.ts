import { writeFileSync } from "node:fs";
import { main } from "../../operations/report/command";
import { installTools } from "../../tools/install-tools";
import { connectivityReport, currentConnectivity, reportFile } from "./connectivity-report";

const help = `
Usage: npm run connectivity

Writes docs/connectivity.md again: who may talk to whom in each environment, as
a network policy analyser reads dist/. Builds the analyser first where it is missing.
`;

main({
  help,
  options: {},
  async run() {
    await installTools(["kubectl", "netpolicy"]);
    writeFileSync(reportFile, connectivityReport(await currentConnectivity()));
    return 0;
  },
});
