/**
 * Runs the pipeline, the templates and the three searches on a real stack.
 * It needs one, and says which addresses it wants: see `e2e/README.md`.
 */
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { promisedSearches, savedObjects } from "../logging/kibana/saved-objects";
import { messageOf } from "../lib/message-of";
import { corpus, documentOf, takenAt } from "../verify/logstash/corpus";
import { sendBeats } from "./beats-sender";

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: see e2e/README.md`);
  return value;
}

/** Asks Elasticsearch or Kibana, as the user of the environment. */
async function ask(base: string, method: string, path: string, body?: object): Promise<any> {
  const agent = new Agent({ ca: readFileSync(variable("ELK_AUTHORITY")) });
  const text = body === undefined ? "" : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    request(
      `${base}/${path}`,
      {
        method,
        agent,
        auth: `${variable("ELASTICSEARCH_USER")}:${variable("ELASTICSEARCH_PASSWORD")}`,
        headers: { "Content-Type": "application/json", "kbn-xsrf": "e2e" },
      },
      (response) => {
        let answer = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
        response.on("end", () => {
          if ((response.statusCode ?? 500) >= 300) reject(new Error(`${method} ${path}: ${answer}`));
          else resolve(JSON.parse(answer));
        });
      },
    )
      .on("error", reject)
      .end(text);
  });
}

/** Fields that the stack fills in by itself, or differently from one line to the next. */
const ownFields = new Set([
  "@metadata",
  "environment",
  "service",
  "version",
  "tags",
  "host",
  "kubernetes",
  "container",
  "log",
]);

async function main(): Promise<void> {
  if (process.env["ELK_E2E"] !== "1")
    throw new Error("set ELK_E2E=1 to run against a real stack: see e2e/README.md");
  const elasticsearch = variable("ELASTICSEARCH_URL");
  await ask(elasticsearch, "GET", "_index_template/fingerprint-api");

  const run = `e2e-${String(Date.now())}`;
  const events = corpus.map(({ line }, offset) => ({
    "@timestamp": takenAt,
    message: line,
    log: { file: { path: run }, offset },
  }));
  await sendBeats(
    variable("LOGSTASH_ADDRESS"),
    {
      authority: variable("ELK_AUTHORITY"),
      certificate: variable("BEATS_CERTIFICATE"),
      key: variable("BEATS_KEY"),
    },
    events,
  );

  const mine = { term: { "log.file.path": run } };
  const found = await until(async () => {
    const { hits } = await ask(elasticsearch, "POST", "fingerprint-api-*/_search", {
      size: 1000,
      query: mine,
    });
    return (hits.hits as { _source: any }[]).length >= corpus.length
      ? (hits.hits as { _source: any }[])
      : undefined;
  });

  const faults: string[] = [];
  for (const { _source: document } of found) {
    const line = corpus[document.log.offset as number];
    const expected: Record<string, unknown> = line ? documentOf(line) : {};
    for (const name of new Set([...Object.keys(expected), ...Object.keys(document)]))
      if (!ownFields.has(name) && JSON.stringify(document[name]) !== JSON.stringify(expected[name]))
        faults.push(
          `${line?.what ?? ""}: ${name} is ${JSON.stringify(document[name])} instead of ${JSON.stringify(expected[name])}`,
        );
  }
  for (const { title, query } of promisedSearches) {
    const { count } = await ask(elasticsearch, "POST", "fingerprint-api-*/_count", {
      query: { bool: { filter: [mine, { query_string: { query } }] } },
    });
    if (count === 0) faults.push(`${title}: ${query} found nothing`);
  }
  const kibana = variable("KIBANA_URL");
  for (const { type, id } of savedObjects({ savedSearches: [] }))
    await ask(kibana, "GET", `api/saved_objects/${type}/${id}`);

  if (faults.length > 0) throw new Error(faults.join("\n"));
  console.log(
    `${String(found.length)} lines through Logstash, ${String(promisedSearches.length)} searches, Kibana's objects are there`,
  );
}

async function until<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 60; tries++) {
    const result = await attempt();
    if (result !== undefined) return result;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("the lines did not arrive in Elasticsearch within a minute");
}

if (process.argv.includes("--help")) {
  console.log(`Usage: npm run e2e:elk

Sends a corpus of lines through a real Logstash, and asks a real Elasticsearch and Kibana for what must come of them.
Where they are is said by environment variables: e2e/README.md lists them.`);
} else {
  main().catch((error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  });
}
