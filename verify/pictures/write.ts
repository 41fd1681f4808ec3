import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { main } from "../../operations/report/command";
import { installTools } from "../../tools/install-tools";
import { withHistory } from "./history";
import { pictureFile, pictures } from "./pictures";

const help = `
Usage: npm run pictures

Draws each dashboard to docs/dashboards/ again: from its own JSON, with what a
real Prometheus answers over an invented day. Builds Prometheus first where it is missing.
`;

main({
  help,
  options: {},
  async run() {
    await installTools(["prometheus", "promtool"]);
    for (const [uid, svg] of await withHistory((ask) => pictures(ask))) {
      const file = pictureFile(uid);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, svg);
      console.log(`${file}: ${String(Math.ceil(svg.length / 1024))} KiB`);
    }
    return 0;
  },
});
