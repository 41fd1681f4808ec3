import { parse } from "yaml";
import { bootstrapRequests } from "../../../logging/elasticsearch/elasticsearch-bootstrap";
import { elasticsearchYml } from "../../../logging/elasticsearch/elasticsearch-yml";
import { environmentWith, synthesized } from "../../support/environments";

type Changes = Readonly<Record<string, unknown>>;

const settingsWith = (changes: Changes = {}, zones = false) =>
  parse(elasticsearchYml(environmentWith(changes).logging, zones)) as Record<string, unknown>;

test.each<[string, string, unknown, Changes, unknown]>([
  [
    "index files are mapped only on hosts that are tuned for it",
    "node.store.allow_mmap",
    false,
    { "logging.elasticsearch.memoryMapping": "host-tuned" },
    undefined,
  ],
  [
    "a shared volume is the only folder that a repository may use",
    "path.repo",
    undefined,
    { "logging.elasticsearch.snapshots": { to: "volume", claim: "backup" } },
    ["/usr/share/elasticsearch/snapshots"],
  ],
  [
    "nodes show each other certificates where security is on",
    "xpack.security.transport.ssl.client_authentication",
    "required",
    { "logging.security": "disabled" },
    undefined,
  ],
])("%s", (_, setting, before, changes, after) => {
  expect([settingsWith()[setting], settingsWith(changes)[setting]]).toEqual([before, after]);
});

test("copies keep to different zones where there are some", () => {
  const key = "cluster.routing.allocation.awareness.attributes";
  expect([settingsWith({}, true)[key], settingsWith({}, false)[key]]).toEqual(["zone", undefined]);
});

const bootstrapOf = (changes: Changes = {}) => bootstrapRequests(environmentWith(changes).logging);
const pathsOf = (changes: Changes = {}) => bootstrapOf(changes).requests.map(({ path }) => path);
const bodyOf = (path: string, changes: Changes = {}) =>
  bootstrapOf(changes).requests.find((request) => request.path === path)!.body as any;

test("what Logstash waits for comes last", () => {
  expect(pathsOf().at(-1)).toBe("_index_template/fingerprint-api");
});

test("without security neither roles nor users are asked for", () => {
  const ofUsers = (paths: readonly string[]) => paths.filter((path) => path.startsWith("_security"));
  expect(ofUsers(pathsOf()).length).toBeGreaterThan(5);
  expect(ofUsers(pathsOf({ "logging.security": "disabled" }))).toEqual([]);
});

test.each([
  { to: "s3", bucket: "logs" },
  { to: "volume", claim: "backup" },
])(
  "a store of the kind $to has a schedule in the one cluster that writes, others keep no old one",
  (store) => {
    const snapshotsOf = (access: string) =>
      bootstrapOf({ "logging.elasticsearch.snapshots": { ...store, access } }).snapshots;
    expect(snapshotsOf("read-write").map(({ method }) => method)).toEqual([undefined, undefined]);
    const [repository, schedule] = snapshotsOf("read-only");
    expect(repository?.body).toMatchObject({ settings: { readonly: true } });
    expect(schedule).toEqual({ method: "DELETE", path: "_slm/policy/fingerprint-nightly" });
  },
);

test("indices are deleted after the environment's retention", () => {
  const { policy } = bodyOf("_ilm/policy/fingerprint-logs", { "logging.retention": "40d" });
  expect(policy.phases.delete).toEqual({ min_age: "40d", actions: { delete: {} } });
});

test("a line adds no field to an index, however it is read", () => {
  for (const path of [
    "_component_template/fingerprint-log-fields",
    "_index_template/fingerprint-dead-letter",
  ])
    expect(bodyOf(path).template.mappings.dynamic).toBe(false);
});

test("new content is a new Job, the same content the same one", () => {
  const jobName = (changes: Changes) =>
    synthesized(environmentWith(changes))
      .manifests.filter(({ kind }) => kind === "Job")
      .map(({ metadata }) => metadata.name)
      .find((name) => name.startsWith("elasticsearch-bootstrap"));
  const before = jobName({});
  expect(jobName({ "api.replicas.max": 9 })).toBe(before);
  expect(jobName({ "logging.retention": "8d" })).not.toBe(before);
});
