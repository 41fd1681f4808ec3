import { promisedSearches } from "../../logging/kibana/saved-objects";
import { corpus, documentOf, hostileLines } from "../logstash/corpus";
import { type LoggingCluster, created, credentials, dailyIndex } from "./logging-cluster";

/** What each search promises, said over documents. */
const promised: Readonly<Record<string, (document: Readonly<Record<string, unknown>>) => boolean>> = {
  "severity:ERROR": ({ severity }) => severity === "ERROR",
  'endpoint:"/api/v1/fingerprint/identify"': ({ endpoint }) => endpoint === "/api/v1/fingerprint/identify",
  "response_time_ms:[1000 TO *]": ({ response_time_ms: time }) => typeof time === "number" && time >= 1000,
};

const index = "fingerprint-api-2026.02.13";
const deadLetters = "fingerprint-dead-letter-2026.02.13";
const time = { "@timestamp": "2026-02-13T12:00:00Z" };

/** Stores the corpus as Logstash would, and searches it as people would; rejects with every fault. */
export async function searchTheCorpus(cluster: LoggingCluster): Promise<string> {
  const as = (auth: string) => (method: string, path: string, body?: object | string) =>
    cluster.first.ask(method, path, body, auth);
  const writer = as(credentials("logstash"));
  const exporter = as(credentials("exporter"));
  const person = { password: "a-long-password", roles: ["log_reader"] };
  const reader = as(`person:${person.password}`);
  await cluster.succeeds("PUT", "_security/user/person", person);

  const faults: string[] = [];
  const lines = [...corpus, ...hostileLines];
  const documents: Readonly<Record<string, unknown>>[] = lines.map(documentOf);
  const sent = documents
    .map((document, i) => created(dailyIndex(String(document["@timestamp"])), i, document))
    .join("");
  // What is sent twice is stored once.
  for (const wanted of [201, 409]) {
    const { body } = await writer("POST", "_bulk", sent);
    body["items"].forEach(({ create }: any, i: number) => {
      if (create.status !== wanted) faults.push(`${lines[i]!.what}: ${JSON.stringify(create)}`);
    });
  }
  await cluster.succeeds("POST", "fingerprint-api-*/_refresh");

  for (const { title, query } of promisedSearches()) {
    const { body } = await reader("POST", "fingerprint-api-*/_count", { query: { query_string: { query } } });
    const expected = documents.filter((document) => promised[query]?.(document)).length;
    if (expected === 0 || body["count"] !== expected)
      faults.push(`${title}: ${query} found ${body["count"]} documents instead of ${expected}`);
  }

  const malformed = { ...time, status: "none", client_ip: "x", response_time_ms: "slow" };
  const dead = { ...time, method: { a: 1 }, message: { b: 2 }, dead_letter: { reason: "mapping" } };
  const tried = [
    ["Logstash reads a document", 403, writer("GET", `${index}/_search`)],
    ["Logstash deletes an index", 403, writer("DELETE", index)],
    ["Logstash changes a document", 403, writer("POST", `${index}/_update/1`, { doc: { severity: "INFO" } })],
    ["Logstash writes elsewhere", 403, writer("POST", "other/_create/1", {})],
    ["a reader writes", 403, reader("POST", `${index}/_create/1`, {})],
    ["the exporter reads a document", 403, exporter("GET", `${index}/_search`)],
    ["nobody asks", 401, as("nobody:")("GET", "_cluster/health")],
    ["an object where a text belongs", 400, writer("POST", `${index}/_create/object`, { method: { a: 1 } })],
    ["such a document among the dead letters", 201, writer("POST", `${deadLetters}/_create/1`, dead)],
    ["malformed numbers are kept", 201, writer("POST", `${index}/_create/malformed`, malformed)],
    ["Kibana logs in", 200, as(credentials("kibana"))("GET", "_security/_authenticate")],
    ["Logstash waits for the template", 200, writer("GET", "_index_template/fingerprint-api")],
    ["the exporter's statistics", 200, exporter("GET", "_nodes/stats")],
  ] as const;
  for (const [what, status, answer] of tried) {
    const got = await answer;
    if (got.status !== status)
      faults.push(`${what}: ${got.status} instead of ${status}: ${JSON.stringify(got.body)}`);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return `${documents.length} documents; ${tried.length} rights tried`;
}
