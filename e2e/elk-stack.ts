/**
 * Runs lines, templates and searches through a real stack of Logstash, Elasticsearch and Kibana.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConnectionOptions, connect, rootCertificates } from "node:tls";
import type { Component } from "../contracts/component";
import { elasticsearch, kibana, logstash } from "../contracts/components";
import { dailyIndices, indexNames } from "../contracts/log-names";
import { promisedSearches, savedObjects } from "../logging/kibana/saved-objects";
import { UsageError } from "../operations/report/command";
import { corpus, documentOf, takenAt } from "../verify/logstash/corpus";
import { askJson } from "../verify/servers/ask-json";
import { check, checkEqual } from "./check";
import { mainCommand } from "./main-command";
import { until } from "./until";

const help = `
Usage: npm run e2e:elk -- --logstash <host:port> --elasticsearch <url> --kibana <url>
                          --credentials <file> --certificates <folder>

Sends ${String(corpus.length)} lines through a real Logstash, and looks in Elasticsearch and Kibana for what has to come of them.
The stack must be one that nobody needs: the lines stay in its daily indices.

  --logstash <host:port>   where Logstash takes lines, such as logstash.logging.svc:5044
  --elasticsearch <url>    such as https://localhost:9200
  --kibana <url>           such as https://kibana.example.com
  --credentials <file>     a line "user:password" of somebody who may read all of it, such as elastic
  --certificates <folder>  ca.crt, tls.crt and tls.key, as in the Secret filebeat-tls
  --help                   print this

What is forwarded to localhost is asked for the name of its Service: each of the three has it in its certificate.

  1. Elasticsearch has the template of the daily indices.
  2. The lines are sent as Filebeat sends them, and acknowledged.
  3. Every line is found within a minute, and each of its fields is what the tests expect.
  4. Each of the ${String(promisedSearches().length)} promised searches finds some of them.
  5. Kibana has the data view, the searches and the dashboards.

Exit status: 0 all holds; 1 something does not; 2 wrong usage.
`;

const needed = ["logstash", "elasticsearch", "kibana", "credentials", "certificates"] as const;
type Stack = Readonly<Record<(typeof needed)[number], string>>;

/** The name that a certificate has to hold: what is forwarded has that of its Service. */
function serverName(host: string, { name }: Component): string {
  return ["localhost", "127.0.0.1"].includes(host) ? name : host;
}

/** Asks Elasticsearch or Kibana, by POST where there is a body. Rejects with the answer where it is an error. */
async function ask(stack: Stack, component: Component, path: string, body?: object): Promise<any> {
  const base = stack[component.name as keyof Stack];
  const url = new URL(path, base.endsWith("/") ? base : `${base}/`);
  const method = body ? "POST" : "GET";
  const ca = [...rootCertificates, readFileSync(join(stack.certificates, "ca.crt"), "utf8")];
  const options = {
    ...{ method, ca, host: url.hostname, port: url.port, path: url.pathname + url.search },
    servername: serverName(url.hostname, component),
    auth: readFileSync(stack.credentials, "utf8").trim(),
    headers: { "Content-Type": "application/json", "kbn-xsrf": "e2e" },
  };
  const answer = await askJson(options, body && JSON.stringify(body));
  check(answer.status < 300, `${method} ${url.href} succeeds, not ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Sends events over the Beats protocol, version 2, in one window, and waits until they are acknowledged. */
async function sendBeats(
  server: Pick<ConnectionOptions, "host" | "port" | "servername">,
  shipper: Pick<ConnectionOptions, "ca" | "cert" | "key">,
  events: readonly object[],
): Promise<void> {
  const window = Buffer.alloc(6);
  window.write("2W");
  window.writeUInt32BE(events.length, 2);
  const frames = events.map((event, i) => {
    const text = Buffer.from(JSON.stringify(event));
    const head = Buffer.alloc(10);
    head.write("2J");
    head.writeUInt32BE(i + 1, 2);
    head.writeUInt32BE(text.length, 6);
    return Buffer.concat([head, text]);
  });

  await new Promise<void>((resolve, reject) => {
    const socket = connect({ ...server, ...shipper });
    let answer = Buffer.alloc(0);
    socket.on("error", reject).on("data", (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      // Logstash may acknowledge in steps; the last number ends it.
      for (; answer.length >= 6; answer = answer.subarray(6))
        if (answer.readUInt32BE(2) === events.length) {
          socket.end();
          resolve();
        }
    });
    socket.on("close", () => {
      reject(new Error(`${server.host}:${server.port} closed before all lines were acknowledged`));
    });
    socket.write(Buffer.concat([window, ...frames]));
  });
}

/** Fields that the stack fills in by itself, or differently from one line to the next. */
const ownFields = new Set(["environment", "service", "version", "tags", "host", "log"]);

async function tryStack(stack: Stack): Promise<string> {
  const search = (path: string, body?: object) => ask(stack, elasticsearch, path, body);
  await search(`_index_template/${indexNames.logs}`);

  const run = `e2e-${String(Date.now())}`;
  const certificate = (name: string) => readFileSync(join(stack.certificates, name));
  const [host = "", port = "5044"] = stack.logstash.split(":");
  await sendBeats(
    { host, port: Number(port), servername: serverName(host, logstash) },
    { ca: certificate("ca.crt"), cert: certificate("tls.crt"), key: certificate("tls.key") },
    corpus.map(({ line }, offset) => ({
      "@timestamp": takenAt,
      message: line,
      // A document's id is made of the file's fingerprint: another run makes other documents.
      log: { file: { path: run, fingerprint: run }, offset },
    })),
  );

  const mine = { term: { "log.file.path": run } };
  const everyDay = dailyIndices(indexNames.logs);
  let found: readonly { readonly _source: any }[] = [];
  await until("all lines are in Elasticsearch", 60, async () => {
    const { hits } = await search(`${everyDay}/_search`, { size: 1000, query: mine });
    found = hits.hits;
    return found.length >= corpus.length;
  });

  const comparable = (document: object) =>
    Object.fromEntries(
      Object.entries(document).filter(([name, value]) => !ownFields.has(name) && value !== undefined),
    );
  const documents = found.map(({ _source }) => _source).sort((a, b) => a.log.offset - b.log.offset);
  checkEqual(
    documents.map(comparable),
    corpus.map((line) => comparable(documentOf(line))),
    "each field of each line is what the tests expect",
  );
  const searches = promisedSearches();
  const inVain: string[] = [];
  for (const { title, query } of searches) {
    const filter = [mine, { query_string: { query } }];
    const { count } = await search(`${everyDay}/_count`, { query: { bool: { filter } } });
    if (count === 0) inVain.push(`${title}: ${query}`);
  }
  checkEqual(inVain, [], "no search is in vain");
  for (const { type, id } of savedObjects({ savedSearches: [] }))
    await ask(stack, kibana, `api/saved_objects/${type}/${id}`);
  return `${found.length} lines through Logstash, ${searches.length} searches, Kibana's objects are there`;
}

const text = { type: "string" } as const;

mainCommand({
  help,
  options: { logstash: text, elasticsearch: text, kibana: text, credentials: text, certificates: text },
  async run({ values }) {
    const missing = needed.filter((name) => values[name] === undefined);
    if (missing.length > 0)
      throw new UsageError(`${missing.map((name) => `--${name}`).join(", ")} must be given`);
    console.log(await tryStack(values as Stack));
    return 0;
  },
});
