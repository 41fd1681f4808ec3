import { promisedSearches } from "../../logging/kibana/saved-objects";
import { corpus, documentOf, hostileLines } from "../logstash/corpus";
import { bulk, dailyIndex } from "./documents";
import type { Answer } from "../servers/ask-json";
import { succeeded } from "./elasticsearch-node";
import type { LoggingCluster } from "./logging-cluster";

/** Stores the corpus as Logstash would, and searches it as people would; rejects with every fault. */
export async function searchTheCorpus(cluster: LoggingCluster): Promise<string> {
  const node = cluster.first;
  const as = (credentials: string) => (method: string, path: string, body?: object | string) =>
    node.ask(credentials, method, path, body);
  const admin = as(cluster.credentials("elastic"));
  const writer = as(cluster.credentials("logstash"));
  const exporter = as(cluster.credentials("exporter"));
  const kibana = as(cluster.credentials("kibana"));
  const person = { password: "a-long-password", roles: ["log_reader"] };
  succeeded("a person who reads", await admin("PUT", "_security/user/person", person));
  const reader = as(`person:${person.password}`);
  succeeded("Kibana's password", await kibana("GET", "_security/_authenticate"));
  succeeded("Logstash waits for the template", await writer("GET", "_index_template/fingerprint-api"));

  const documents: Line[] = [...corpus, ...hostileLines].map((line) => ({
    what: line.what,
    document: documentOf(line),
  }));
  const faults: string[] = [];
  const sent = documents
    .map(({ document }, i) => bulk(dailyIndex(String(document["@timestamp"])), [[String(i), document]]))
    .join("");
  const first = await writer("POST", "_bulk", sent);
  succeeded("the documents", first);
  const items = first.body["items"] as { create: { status: number; error?: object } }[];
  items.forEach(({ create }, i) => {
    if (create.status !== 201) faults.push(`${documents[i]?.what ?? ""}: ${JSON.stringify(create.error)}`);
  });
  const again = await writer("POST", "_bulk", sent);
  const twice = (again.body["items"] as typeof items).filter(({ create }) => create.status !== 409).length;
  if (twice > 0) faults.push(`${String(twice)} documents were stored twice`);
  succeeded("refresh", await admin("POST", "fingerprint-api-*/_refresh"));

  const found: string[] = [];
  for (const { title, query } of promisedSearches()) {
    const { body } = await reader("POST", "fingerprint-api-*/_count", { query: { query_string: { query } } });
    const expected = documents.filter(({ document }) => promised[query]?.(document)).length;
    found.push(`${query} finds ${String(body["count"])}`);
    if (expected === 0 || body["count"] !== expected)
      faults.push(
        `${title}: ${query} found ${JSON.stringify(body["count"])} documents instead of ${String(expected)}`,
      );
  }

  const index = "fingerprint-api-2026.02.13";
  const refused: [string, number, Promise<Answer>][] = [
    ["Logstash reads a document", 403, writer("GET", `${index}/_search`)],
    ["Logstash deletes an index", 403, writer("DELETE", index)],
    ["Logstash changes a document", 403, writer("POST", `${index}/_update/1`, { doc: { severity: "INFO" } })],
    ["Logstash writes elsewhere", 403, writer("POST", "other/_create/1", {})],
    ["a reader writes", 403, reader("POST", `${index}/_create/1`, {})],
    ["the exporter reads a document", 403, exporter("GET", `${index}/_search`)],
    ["nobody asks", 401, node.ask("nobody:", "GET", "_cluster/health")],
    ["an object where a text belongs", 400, writer("POST", `${index}/_create/object`, { method: { a: 1 } })],
  ];
  for (const [what, status, answer] of refused) {
    const got = (await answer).status;
    if (got !== status) faults.push(`${what}: ${String(got)} instead of ${String(status)}`);
  }
  const dead = {
    "@timestamp": "2026-02-13T12:00:00Z",
    method: { a: 1 },
    message: { b: 2 },
    dead_letter: { reason: "mapping" },
  };
  succeeded(
    "a refused document among the dead letters",
    await writer("POST", "fingerprint-dead-letter-2026.02.13/_create/1", dead),
  );
  succeeded("the exporter's statistics", await exporter("GET", "_nodes/stats"));
  succeeded(
    "malformed numbers are kept",
    await writer("POST", `${index}/_create/malformed`, {
      "@timestamp": "2026-02-13T12:00:00Z",
      status: "none",
      client_ip: "x",
      response_time_ms: "slow",
    }),
  );

  if (faults.length > 0) throw new Error(faults.join("\n"));
  return `${String(documents.length)} documents; ${found.join(", ")}; ${String(refused.length)} things refused`;
}

/** What each search promises, said over documents. */
const promised: Readonly<Record<string, (document: Line["document"]) => boolean>> = {
  "severity:ERROR": ({ severity }) => severity === "ERROR",
  'endpoint:"/api/v1/fingerprint/identify"': ({ endpoint }) => endpoint === "/api/v1/fingerprint/identify",
  "response_time_ms:[1000 TO *]": ({ response_time_ms: time }) => typeof time === "number" && time >= 1000,
};

interface Line {
  readonly what: string;
  readonly document: Readonly<Record<string, unknown>>;
}
