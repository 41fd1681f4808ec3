import { parse } from "yaml";
import { elasticsearchYml } from "../../../logging/elasticsearch/elasticsearch-yml";
import { environmentWith } from "../../support/environments";

const settingsWith = (changes: Readonly<Record<string, unknown>> = {}, zones = false) =>
  parse(elasticsearchYml(environmentWith(changes).logging, zones)) as Record<string, unknown>;

test("one node looks for others as three do, or it could never grow", () => {
  const settings = settingsWith();
  expect(settings).not.toHaveProperty(["discovery.type"]);
  expect(settings["discovery.seed_hosts"]).toEqual(["elasticsearch-nodes"]);
});

test("copies keep to different zones where there are some", () => {
  const key = "cluster.routing.allocation.awareness.attributes";
  expect(settingsWith({}, true)[key]).toBe("zone");
  expect(settingsWith({}, false)).not.toHaveProperty([key]);
});

test("three nodes look for each other, and never carry the setting that lets a second cluster form", () => {
  const settings = settingsWith({ "logging.elasticsearch.nodes": 3 });
  expect(settings["discovery.seed_hosts"]).toEqual(["elasticsearch-nodes"]);
  expect(settings).not.toHaveProperty(["discovery.type"]);
  expect(settings).not.toHaveProperty(["cluster.initial_master_nodes"]);
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
  expect(settingsWith({ "logging.elasticsearch.memoryMapping": "host-tuned" })).not.toHaveProperty([
    "node.store.allow_mmap",
  ]);
});

test("a shared volume is the only folder that a repository may use", () => {
  expect(settingsWith()).not.toHaveProperty(["path.repo"]);
  expect(
    settingsWith({ "logging.elasticsearch.snapshots": { to: "volume", claim: "backup" } })["path.repo"],
  ).toEqual(["/usr/share/elasticsearch/snapshots"]);
});

test("extra settings are taken over", () => {
  expect(
    settingsWith({ "logging.elasticsearch.extraSettings": { "xpack.ml.max_open_jobs": 4 } })[
      "xpack.ml.max_open_jobs"
    ],
  ).toBe(4);
});
