import { parse } from "yaml";
import { logFields } from "../../../contracts/log-fields";
import {
  type BootstrapRequest,
  bootstrapRequests,
  requestTable,
} from "../../../logging/elasticsearch/bootstrap-requests";
import { elasticsearchYml } from "../../../logging/elasticsearch/elasticsearch-yml";
import { large } from "../../environments/large";
import { small } from "../../environments/small";
import { environmentWith, resolved, synthesized } from "../../support/environments";

const settingsWith = (changes: Readonly<Record<string, unknown>> = {}, zones = false) =>
  parse(elasticsearchYml(environmentWith(changes).logging, zones)) as Record<string, unknown>;

test.each([1, 3])("%d nodes look for others, and never carry what lets a second cluster form", (nodes) => {
  const settings = settingsWith({ "logging.elasticsearch.nodes": nodes });
  expect(settings["discovery.seed_hosts"]).toEqual(["elasticsearch-nodes"]);
  expect(settings).not.toHaveProperty(["discovery.type"]);
  expect(settings).not.toHaveProperty(["cluster.initial_master_nodes"]);
});

test("copies keep to different zones where there are some", () => {
  const key = "cluster.routing.allocation.awareness.attributes";
  expect(settingsWith({}, true)[key]).toBe("zone");
  expect(settingsWith({}, false)).not.toHaveProperty([key]);
});

test("what the sources ask for", () => {
  expect(settingsWith()).toMatchObject({
    "cluster.name": "fingerprint-elk",
    "http.port": 9200,
    "transport.port": 9300,
    "indices.memory.index_buffer_size": "40%",
    "thread_pool.write.queue_size": 1000,
    "thread_pool.search.queue_size": 1000,
    "ingest.geoip.cache_size": 1000,
    "xpack.ml.enabled": true,
    "xpack.monitoring.collection.enabled": true,
  });
});

test("security means TLS on both ports and a certificate of each node", () => {
  expect(settingsWith()).toMatchObject({
    "xpack.security.enabled": true,
    "xpack.security.http.ssl.enabled": true,
    "xpack.security.transport.ssl.enabled": true,
    "xpack.security.transport.ssl.client_authentication": "required",
  });
  const off = settingsWith({ "logging.security": "disabled" });
  expect(off["xpack.security.enabled"]).toBe(false);
  expect(Object.keys(off).filter((key) => key.includes("ssl"))).toEqual([]);
});

test("index files are mapped only on hosts that are tuned for it", () => {
  expect(settingsWith()["node.store.allow_mmap"]).toBe(false);
  const tuned = settingsWith({ "logging.elasticsearch.memoryMapping": "host-tuned" });
  expect(tuned).not.toHaveProperty(["node.store.allow_mmap"]);
});

test("a shared volume is the only folder that a repository may use", () => {
  expect(settingsWith()).not.toHaveProperty(["path.repo"]);
  const shared = settingsWith({ "logging.elasticsearch.snapshots": { to: "volume", claim: "backup" } });
  expect(shared["path.repo"]).toEqual(["/usr/share/elasticsearch/snapshots"]);
});

const loggingWith = (changes: Readonly<Record<string, unknown>> = {}) => environmentWith(changes).logging;
const paths = (requests: readonly BootstrapRequest[]) => requests.map(({ path }) => path);
const bodyOf = (requests: readonly BootstrapRequest[], path: string) =>
  requests.find((request) => request.path === path)!.body as any;

test("what one thing needs comes before it, and what Logstash waits for comes last", () => {
  expect(paths(bootstrapRequests(loggingWith()).requests)).toEqual([
    "_ilm/policy/fingerprint-logs",
    "_component_template/fingerprint-log-settings",
    "_component_template/fingerprint-log-fields",
    "_index_template/fingerprint-dead-letter",
    "_security/role/logstash_writer",
    "_security/role/metrics_reader",
    "_security/role/log_reader",
    "_security/role/log_operator",
    "_security/user/elastic/_password",
    "_security/user/kibana_system/_password",
    "_security/user/logstash_writer",
    "_security/user/metrics_reader",
    "_security/user/kibana_bootstrap",
    "_index_template/fingerprint-api",
  ]);
});

test("without security neither roles nor users are asked for", () => {
  const requests = bootstrapRequests(loggingWith({ "logging.security": "disabled" })).requests;
  expect(paths(requests).filter((path) => path.startsWith("_security"))).toEqual([]);
});

describe("snapshots", () => {
  const requestsWith = (snapshots: object) =>
    bootstrapRequests(loggingWith({ "logging.elasticsearch.snapshots": snapshots })).snapshots;
  const methods = (snapshots: object) =>
    requestsWith(snapshots).map(({ method = "PUT", path }) => `${method} ${path}`);
  const s3 = { to: "s3", bucket: "logs" };

  test("are taken by the one cluster that writes", () => {
    const made = ["PUT _snapshot/fingerprint-snapshots", "PUT _slm/policy/fingerprint-nightly"];
    expect(methods(s3)).toEqual(made);
    expect(JSON.stringify(requestsWith(s3))).not.toContain("readonly");
  });

  test("are only read by any other, which has no schedule and keeps no old one", () => {
    for (const target of [s3, { to: "volume", claim: "backup" }]) {
      const requests = requestsWith({ ...target, access: "read-only" });
      expect(requests.map(({ method }) => method)).toEqual([undefined, "DELETE"]);
      expect(requests[0]?.body).toMatchObject({ settings: { readonly: true } });
    }
    expect(methods({ to: "nowhere" })).toEqual(["DELETE _slm/policy/fingerprint-nightly"]);
  });
});

test("indices are deleted after the environment's retention", () => {
  const examples = [large, small].map((props) => resolved(props).logging);
  for (const logging of examples) {
    const { policy } = bodyOf(bootstrapRequests(logging).requests, "_ilm/policy/fingerprint-logs");
    expect(policy.phases.delete).toEqual({ min_age: logging.retention, actions: { delete: {} } });
  }
  expect(examples.map(({ retention }) => retention)).toEqual(["30d", "7d"]);
});

test("the index template has every field of the contract, and nothing can be added to it by a line", () => {
  const { requests } = bootstrapRequests(loggingWith());
  const { template } = bodyOf(requests, "_component_template/fingerprint-log-fields");
  expect(template.mappings.dynamic).toBe(false);
  for (const [name, { mapping }] of Object.entries(logFields)) {
    const property = name.split(".").reduce<any>((at, key) => at.properties[key], template.mappings);
    expect(property).toEqual(mapping);
  }
  expect(logFields.severity.mapping.type).toBe("keyword");
  expect(logFields.endpoint.mapping.type).toBe("keyword");
  expect(logFields.response_time_ms.mapping.type).toBe("float");
});

test("dead letters are outside of the logs' pattern, and no field of theirs can be refused", () => {
  const requests = bootstrapRequests(loggingWith()).requests;
  const { index_patterns } = bodyOf(requests, "_index_template/fingerprint-api");
  const dead = bodyOf(requests, "_index_template/fingerprint-dead-letter");
  expect(index_patterns).toEqual(["fingerprint-api-*"]);
  expect(dead.index_patterns).toEqual(["fingerprint-dead-letter-*"]);
  expect(Object.keys(dead.template.mappings.properties)).toEqual(["@timestamp", "dead_letter"]);
});

test("a table names each request's file, and where a password comes from", () => {
  const table = requestTable("requests", [
    { path: "_security/user/a/_password", body: { password: "@password@" }, passwordKey: "a" },
    { method: "DELETE", path: "_slm/policy/b" },
  ]);
  expect(table["requests"]).toBe(
    "PUT\t_security/user/a/_password\tsecurity.user.a.password.json\ta\nDELETE\t_slm/policy/b\t-\t-\n",
  );
  expect(JSON.parse(table["security.user.a.password.json"] ?? "")).toEqual({ password: "@password@" });
});

test("new content is a new Job, the same content the same one", () => {
  const jobName = (changes: Readonly<Record<string, unknown>>) =>
    synthesized(environmentWith(changes))
      .manifests.filter(({ kind }) => kind === "Job")
      .map(({ metadata }) => metadata.name)
      .find((name) => name.startsWith("elasticsearch-bootstrap"));
  const before = jobName({});
  expect(jobName({ "api.replicas.max": 9 })).toBe(before);
  expect(jobName({ "logging.retention": "8d" })).not.toBe(before);
});
