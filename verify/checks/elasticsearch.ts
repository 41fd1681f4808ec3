import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Authority } from "../../e2e/control-plane/certificates";
import { freePort } from "../../e2e/free-port";
import { promisedSearches } from "../../logging/kibana/saved-objects";
import { apiLogFilter } from "../../logging/logstash/api-log-filter";
import { corpus, hostileLines } from "../../test/logging/support/corpus";
import { FilterEvaluator, type LogEvent } from "../../test/logging/support/filter-evaluator";
import { loadOniguruma } from "../../test/logging/support/grok";
import type { Check } from "../check";
import { configMapFiles } from "../config-map";
import { type Answer, ElasticsearchNode, elasticPassword, password } from "../elasticsearch/node";
import { overlays } from "../overlays";
import { withTemporaryFolder } from "../temporary-folder";

/** The real Elasticsearch takes the settings, templates, roles and every document of the corpus, and the promised searches find them. */
export const elasticsearch: Check = {
  name: "elasticsearch",
  proves:
    "a real Elasticsearch starts with the settings, takes templates, roles and documents, and the three searches find what they promise",
  needs: [],
  run: () => withNode(files()["elasticsearch.yml"], searchTheCorpus),
  mistakes: [
    {
      mistake: "a setting that Elasticsearch 8 has dropped",
      attempt: () => withNode(`${files()["elasticsearch.yml"]}xpack.ilm.enabled: true\n`, searchTheCorpus),
      refusedWith: /unknown setting \[xpack\.ilm\.enabled\]/,
    },
    {
      mistake: "a repository in elasticsearch.yml",
      attempt: () =>
        withNode(`${files()["elasticsearch.yml"]}repositories.backup.type: fs\n`, searchTheCorpus),
      refusedWith: /unknown setting \[repositories\.backup\.type\]/,
    },
  ],
};

const [staging] = overlays().filter(({ environment }) => environment === "staging");

function files(): { "elasticsearch.yml": string } {
  const yml =
    staging && configMapFiles(staging.folder, "logging", "elasticsearch-config")["elasticsearch.yml"];
  if (yml === undefined) throw new Error("dist/staging has no elasticsearch.yml");
  return { "elasticsearch.yml": yml };
}

async function withNode(yml: string, work: (node: ElasticsearchNode) => Promise<string>): Promise<string> {
  return withTemporaryFolder(async (folder) => {
    const home = join(folder, "elasticsearch");
    mkdirSync(home);
    const authority = await Authority.create("logging");
    const [http, transport, readiness] = await Promise.all([freePort(), freePort(), freePort()]);
    const node = await ElasticsearchNode.start({
      yml,
      folder: home,
      ports: { http, transport, readiness },
      certificate: await authority.issue({ commonName: "elasticsearch", names: ["localhost"] }),
      authority: authority.cert,
    });
    try {
      return await work(node);
    } finally {
      await node.stop();
    }
  });
}

/** Paths of modules that are not published: policies can't be tried here, and roles are read from files. */
const unpublished = /^_(ilm|slm|snapshot|security)\//;

/** Runs the bootstrap's requests in the order of its script. */
async function bootstrap(node: ElasticsearchNode): Promise<number> {
  const all = staging ? configMapFiles(staging.folder, "logging", "elasticsearch-bootstrap-files") : {};
  const calls = [...(all["run.sh"] ?? "").matchAll(/^call PUT '([^']+)' < \/bootstrap\/(\S+)$/gm)];
  if (calls.length === 0) throw new Error("the bootstrap script asks for nothing");
  let taken = 0;
  for (const [, path = "", file = ""] of calls) {
    if (unpublished.test(path)) continue;
    const body = parse(all[file] ?? "") as { template?: { settings?: { index?: object } } };
    // The lifecycle's own module is not published, and neither is its setting.
    if (body.template?.settings?.index) Reflect.deleteProperty(body.template.settings.index, "lifecycle");
    succeeded(path, await node.ask("elastic", elasticPassword, "PUT", path, body));
    taken++;
  }
  return taken;
}

function succeeded(what: string, { status, body }: Answer): void {
  if (status >= 300) throw new Error(`${what}: ${String(status)} ${JSON.stringify(body)}`);
}

async function searchTheCorpus(node: ElasticsearchNode): Promise<string> {
  const requests = await bootstrap(node);
  const as = (user: string) => (method: string, path: string, body?: object | string) =>
    node.ask(user, password, method, path, body);
  const writer = as("logstash_writer");
  const reader = as("log_reader");
  succeeded("Logstash waits for the template", await writer("GET", "_index_template/fingerprint-api"));

  const documents = await documentsOfTheCorpus();
  const faults: string[] = [];
  const first = await writer("POST", "_bulk", bulk(documents));
  succeeded("the documents", first);
  const items = first.body.items as { create: { status: number; error?: object } }[];
  items.forEach(({ create }, i) => {
    if (create.status !== 201) faults.push(`${documents[i]?.what ?? ""}: ${JSON.stringify(create.error)}`);
  });
  const again = await writer("POST", "_bulk", bulk(documents));
  const twice = (again.body.items as typeof items).filter(({ create }) => create.status !== 409).length;
  if (twice > 0) faults.push(`${String(twice)} documents were stored twice`);
  succeeded("refresh", await node.ask("elastic", elasticPassword, "POST", "fingerprint-api-*/_refresh"));

  const found: string[] = [];
  for (const { title, query } of promisedSearches) {
    const { body } = await reader("POST", "fingerprint-api-*/_count", { query: { query_string: { query } } });
    const expected = documents.filter(({ document }) => promised[query]?.(document)).length;
    found.push(`${query} finds ${String(body.count)}`);
    if (expected === 0 || body.count !== expected)
      faults.push(
        `${title}: ${query} found ${JSON.stringify(body.count)} documents instead of ${String(expected)}`,
      );
  }

  const index = "fingerprint-api-2026.02.13";
  const refused: [string, number, Promise<Answer>][] = [
    ["Logstash reads a document", 403, writer("GET", `${index}/_search`)],
    ["Logstash deletes an index", 403, writer("DELETE", index)],
    ["Logstash changes a document", 403, writer("POST", `${index}/_update/1`, { doc: { severity: "INFO" } })],
    ["Logstash writes elsewhere", 403, writer("POST", "other/_create/1", {})],
    ["a reader writes", 403, reader("POST", `${index}/_create/1`, {})],
    ["the exporter reads a document", 403, as("metrics_reader")("GET", `${index}/_search`)],
    ["nobody asks", 401, node.ask("nobody", "", "GET", "_cluster/health")],
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
  succeeded("the exporter's statistics", await as("metrics_reader")("GET", "_nodes/stats"));
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
  return `${String(requests)} requests of the bootstrap, ${String(documents.length)} documents; ${found.join(", ")}; ${String(refused.length)} things refused`;
}

/** What each search promises, said over documents. */
const promised: Readonly<Record<string, (document: LogEvent) => boolean>> = {
  "severity:ERROR": ({ severity }) => severity === "ERROR",
  'endpoint:"/api/v1/fingerprint/identify"': ({ endpoint }) => endpoint === "/api/v1/fingerprint/identify",
  "response_time_ms:[1000 TO *]": ({ response_time_ms: time }) => typeof time === "number" && time >= 1000,
};

interface Line {
  readonly what: string;
  readonly document: LogEvent;
}

/** Every line of the corpus as the pipeline makes a document of it. */
async function documentsOfTheCorpus(): Promise<Line[]> {
  await loadOniguruma();
  const filter = new FilterEvaluator(apiLogFilter({ environment: "staging", service: "fingerprint-api" }));
  return [...corpus, ...hostileLines].map(({ what, line }) => {
    const document = filter.run({
      "@timestamp": "2026-02-13T12:00:00.000Z",
      message: line,
      log: { offset: 1 },
      kubernetes: { pod: { name: "api-0" } },
    });
    return {
      what,
      document: Object.fromEntries(Object.entries(document ?? {}).filter(([name]) => name !== "@metadata")),
    };
  });
}

/** Documents as Logstash sends them: created under their ids in the index of their day. */
function bulk(documents: readonly Line[]): string {
  return documents
    .map(({ document }, i) => {
      const day = String(document["@timestamp"]).slice(0, 10).replaceAll("-", ".");
      return `${JSON.stringify({ create: { _index: `fingerprint-api-${day}`, _id: String(i) } })}\n${JSON.stringify(document)}\n`;
    })
    .join("");
}
