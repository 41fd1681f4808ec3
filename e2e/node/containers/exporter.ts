/** Stands in for a program that serves HTTP and has only to be there: PORT, and the paths that it answers. */
import { createServer } from "node:http";
import { endWithFaults } from "./stand-in";

const [port = "", paths = "", variables = "", ...args] = process.argv.slice(2);

endWithFaults({ args, variables: variables.split(",").filter(Boolean) });
createServer((request, response) => {
  const path = (request.url ?? "").replace(/\?.*/, "");
  if (!paths.split(",").includes(path)) response.writeHead(404).end();
  else if (path === "/metrics" || path === "/probe") response.end("# TYPE stand_in gauge\nstand_in 1\n");
  else response.end("{}");
}).listen(Number(port));
process.stdout.write(`a stand-in listens on ${port}\n`);
process.on("SIGTERM", () => process.exit(0));
