import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root";
import { main } from "../report/command";
import { isStale } from "./generated-file";
import { generatedPages } from "./generated-pages";
import { propsPage } from "./props-page";

const help = `
Usage: npm run docs

Writes what is generated in docs/ and operations/load: the reference of every
prop, the picture of the system, what each namespace may do, the capacity of
each environment, the thresholds of the load test. Names what has changed. A test tells when they are stale.
`;

main({
  help,
  options: {},
  run() {
    for (const { file, content } of [...generatedPages(), propsPage()].filter(isStale)) {
      writeFileSync(join(root, file), content);
      console.log(file);
    }
    return 0;
  },
});
