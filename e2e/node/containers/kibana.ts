/** Stands in for Kibana: reads its settings, is available when Elasticsearch lets it in, and takes saved objects. */
import { existsSync, readFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import { askElasticsearch, endWithFaults, filledIn } from "./stand-in";

const settings = readFileSync("/usr/share/kibana/config/kibana.yml", "utf8");

/** A setting of one line, or the first of a list, with variables filled in. */
function setting(name: string): string {
  const value = new RegExp(`^${name.replaceAll(".", "\\.")}:\\s*(?:-\\s*)?(\\S+)`, "m").exec(settings)?.[1];
  return filledIn(value, name);
}

/** What its launcher hands to Node.js: a mount over the whole folder would hide it. */
const launcherOptions = "/usr/share/kibana/config/node.options";

const short = ["security", "encryptedSavedObjects", "reporting"]
  .map((name) => `xpack.${name}.encryptionKey`)
  .filter((name) => setting(name).length < 32);
const faults = short.map((name) => `${name} has less than 32 characters`);
if (!existsSync(launcherOptions)) faults.push(`${launcherOptions} of the image is hidden by a mount`);
endWithFaults({ others: faults });

const elasticsearch = {
  url: setting("elasticsearch.hosts"),
  user: setting("elasticsearch.username"),
  password: setting("elasticsearch.password"),
  authority: setting("elasticsearch.ssl.certificateAuthorities"),
};

const available = () =>
  askElasticsearch(elasticsearch, "GET", "_security/_authenticate").then(
    ({ status }) => status === 200,
    () => false,
  );

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const path = (request.url ?? "").replace(/\?.*/, "");
  if (path === "/api/status") response.writeHead((await available()) ? 200 : 503).end("{}");
  else if (path === "/api/saved_objects/_import")
    response.end(`{"success":${body.includes('"type":"dashboard"')}}`);
  else if (path === "/api/data_views/default") response.end('{"acknowledged":true}');
  else response.writeHead(404).end();
}

const [cert, key] = ["certificate", "key"].map((name) => readFileSync(setting(`server.ssl.${name}`)));
createServer({ cert, key }, (request, response) => {
  void answer(request, response);
}).listen(Number(setting("server.port")), setting("server.host"));
process.on("SIGTERM", () => process.exit(0));
