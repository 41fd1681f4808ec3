/**
 * Stands in for Logstash: takes events over the Beats protocol as the mounted pipeline says, and stores each under the
 * id that the pipeline gives it. Nothing is read out of the lines; what does that is tried by `npm run verify`.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type BeatsEvent, beatsReceiver } from "../../../verify/beats/beats-receiver";
import { askElasticsearch, endWithFaults, filledIn } from "./stand-in";

const pipeline = readFileSync("/usr/share/logstash/pipeline/main.conf", "utf8");
const settings = readFileSync("/usr/share/logstash/config/logstash.yml", "utf8");

/** What an option of a plugin is set to, with variables filled in. */
function option(plugin: string, name: string): string {
  const block = new RegExp(`^ {2,}${plugin} \\{(.*?)^ {2,4}\\}`, "ms").exec(pipeline)?.[1] ?? "";
  const value = new RegExp(`^\\s*${name} => \\[?\\s*"?([^"\\s\\]]+)`, "m").exec(block)?.[1];
  return filledIn(value, `${name} of ${plugin}`);
}

endWithFaults({ variables: ["LS_JAVA_OPTS"] });
const elasticsearch = {
  url: option("elasticsearch", "hosts"),
  user: option("elasticsearch", "user"),
  password: option("elasticsearch", "password"),
  authority: option("elasticsearch", "ssl_certificate_authorities"),
};

/** The same line gets the same id, however often it is sent. */
const idOf = ({ "@timestamp": time, message, log }: BeatsEvent): string =>
  createHash("sha256")
    .update(JSON.stringify([log.file.fingerprint, log.offset, time, message]))
    .digest("hex");

/** Stores the events. Rejects where one is neither stored now nor was before. */
async function store(events: readonly BeatsEvent[]): Promise<void> {
  const lines = events.map((event) => {
    const day = event["@timestamp"].slice(0, 10).replaceAll("-", ".");
    const document = Object.fromEntries(Object.entries(event).filter(([name]) => name !== "@metadata"));
    const action = { create: { _index: `fingerprint-api-${day}`, _id: idOf(event) } };
    return `${JSON.stringify(action)}\n${JSON.stringify(document)}\n`;
  });
  const { status, body } = await askElasticsearch(elasticsearch, "POST", "_bulk", lines.join(""));
  const items: readonly any[] = body["items"] ?? [];
  const refused = items.find(({ create }) => create.status !== 201 && create.status !== 409);
  if (status === 200 && refused === undefined) return;
  process.stderr.write(`_bulk answered ${status}, ${JSON.stringify(refused)}\n`);
  throw new Error("not stored");
}

const tls = {
  cert: readFileSync(option("beats", "ssl_certificate")),
  key: readFileSync(option("beats", "ssl_key")),
  ca: readFileSync(option("beats", "ssl_certificate_authorities")),
};
beatsReceiver(tls, store).listen(Number(option("beats", "port")), "0.0.0.0");
createServer((_, response) => response.end('{"status":"green"}')).listen(
  Number(/^api\.http\.port: (\d+)$/m.exec(settings)?.[1]),
  "0.0.0.0",
);
process.stdout.write("a stand-in takes events\n");
process.on("SIGTERM", () => process.exit(0));
