import { readFileSync } from "node:fs";
import { checkEqual } from "../check";
import { connectivityDocument, documentFile } from "../connectivity/connectivity-document";
import type { Scenario } from "../scenario";

export const s09Connectivity: Scenario = {
  id: "S9",
  title: "who may talk to whom is what docs/connectivity.md says, refusals included",
  timeLimit: 60,
  async run({ tools }) {
    const document = await connectivityDocument(tools);
    checkEqual(
      readFileSync(documentFile, "utf8").split("\n"),
      document.split("\n"),
      "the committed document is up to date (npm run connectivity)",
    );
    const rows = document.split("\n").filter((line) => /^\| (?!---|from )/.test(line)).length;
    return `${rows} rows agree`;
  },
};
