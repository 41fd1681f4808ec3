import { writeFileSync } from "node:fs";
import { Tools } from "../tools";
import { connectivityDocument, documentFile } from "./connectivity-document";

async function main(): Promise<void> {
  const tools = new Tools("1.37");
  await tools.install(["kubectl", "netpolicy"]);
  writeFileSync(documentFile, await connectivityDocument(tools));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
