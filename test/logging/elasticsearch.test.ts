import { parse } from "yaml";
import { bootstrapRequests } from "../../logging/elasticsearch/elasticsearch-bootstrap";
import { elasticsearchFile, elasticsearchYml } from "../../logging/elasticsearch/elasticsearch-yml";
import { environmentWith, errorsOf, synthesized } from "../support/environments";

type Changes = Readonly<Record<string, unknown>>;

const settingsWith = (changes: Changes = {}, zones = false) =>
  parse(elasticsearchYml(environmentWith(changes).logging, zones)) as Record<string, unknown>;

test("index files are mapped only on hosts that are tuned for it", () => {
  const tuned = settingsWith({ "logging.elasticsearch.memoryMapping": "host-tuned" });
  expect([settingsWith(), tuned].map((one) => one["node.store.allow_mmap"])).toEqual([false, undefined]);
});

test("copies keep to different zones where there are some", () => {
  const key = "cluster.routing.allocation.awareness.attributes";
  expect([settingsWith({}, true)[key], settingsWith({}, false)[key]]).toEqual(["zone", undefined]);
});

test("a secret is not repeated in the error that refuses it", () => {
  const [error = ""] = errorsOf({
    "logging.elasticsearch.extraSettings": { "bootstrap.password": "hunter2" },
  });
  expect(error).toMatch("extraSettings.bootstrap.password: would be a secret");
  expect(error).not.toMatch("hunter2");
});

test("logs of garbage collection stay below the volume for logs", () => {
  const options = elasticsearchFile("gc.options");
  const [, count = "", size = ""] = /filecount=(\d+),filesize=(\d+)m/.exec(options) ?? [];
  // The file in use comes on top.
  expect((Number(count) + 1) * Number(size)).toBeLessThan(512);
  expect(options).toContain("-Xlog:disable\n");
});

const bootstrapOf = (changes: Changes = {}) => bootstrapRequests(environmentWith(changes).logging);
const bodyOf = (path: string, changes: Changes = {}) =>
  bootstrapOf(changes).requests.find((request) => request.path === path)!.body as any;

test("what Logstash waits for comes last", () => {
  expect(bootstrapOf().requests.at(-1)?.path).toBe("_index_template/fingerprint-api");
});

test("a cluster that only reads snapshots keeps no schedule of a time before", () => {
  const snapshots = { to: "s3", bucket: "logs", access: "read-only" };
  const [repository, schedule] = bootstrapOf({ "logging.elasticsearch.snapshots": snapshots }).snapshots;
  expect(repository?.body).toMatchObject({ settings: { readonly: true } });
  expect(schedule).toEqual({ method: "DELETE", path: "_slm/policy/fingerprint-nightly" });
});

test("indices are deleted after the environment's retention", () => {
  const { policy } = bodyOf("_ilm/policy/fingerprint-logs", { "logging.retention": "40d" });
  expect(policy.phases.delete).toEqual({ min_age: "40d", actions: { delete: {} } });
});

test.each(["_component_template/fingerprint-log-fields", "_index_template/fingerprint-dead-letter"])(
  "a line adds no field to an index of %s, however it is read",
  (path) => {
    expect(bodyOf(path).template.mappings.dynamic).toBe(false);
  },
);

test("new content is a new Job, the same content the same one", () => {
  const jobName = (changes: Changes) =>
    synthesized(environmentWith(changes)).manifests.find(
      ({ kind, metadata }) => kind === "Job" && metadata.name.startsWith("elasticsearch-bootstrap"),
    )?.metadata.name;
  const before = jobName({});
  expect(jobName({ "api.replicas.max": 9 })).toBe(before);
  expect(jobName({ "logging.retention": "8d" })).not.toBe(before);
});
