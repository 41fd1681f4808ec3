import { environmentWith, errorsOf, faultsOf } from "../support/environments";
import { faultLine, isError } from "../../lib/validation/fault";

const warningsOf = (changes: Readonly<Record<string, unknown>>) =>
  faultsOf(changes)
    .filter((fault) => !isError(fault) && fault.path.includes(".logging."))
    .map(faultLine);

const resources = (memory: { request: string; limit: string }) => ({
  cpu: { request: "1", limit: "1" },
  memory,
});

test("the environments as they are raise neither errors nor warnings about logging", () => {
  expect(errorsOf({})).toEqual([]);
  expect(warningsOf({})).toEqual([]);
});

test.each([
  ["a retention without unit", { "logging.retention": "30" }, /logging\.retention = "30": is no duration/],
  ["a retention below the merge", { "logging.retention": "1d" }, /logging\.retention = "1d": .*from "3d"/],
  ["two nodes", { "logging.elasticsearch.nodes": 2 }, /logging\.elasticsearch\.nodes = 2: has no quorum/],
  [
    "more nodes than the cluster has",
    { "logging.elasticsearch.nodes": 9 },
    /logging\.elasticsearch\.nodes = 9: needs as many Kubernetes nodes/,
  ],
  [
    "a shipper that passes the API by",
    { "logging.filebeat.namespaces": ["other"] },
    /logging\.filebeat\.namespaces = \["other"\]: leaves out the API's own lines/,
  ],
  [
    "a shipper that drops the API's lines",
    { "logging.filebeat.namespaces": "all", "logging.filebeat.drop": ["fingerprint"] },
    /logging\.filebeat\.namespaces = "all": leaves out the API's own lines/,
  ],
  [
    "a queue larger than its volume",
    { "logging.logstash.queue": "16Gi" },
    /logging\.logstash\.queue = "16Gi": makes with dead letters and side queues 17\.3Gi, and the volume of 8Gi/,
  ],
  [
    "dead letters that leave the queue no room",
    { "logging.logstash.deadLetters.size": "4Gi" },
    /logging\.logstash\.queue = "4Gi": makes with dead letters/,
  ],
  [
    "security off together with an Ingress",
    {
      "logging.security": "disabled",
      "logging.kibana.exposure": { via: "ingress", host: "kibana.example.com" },
    },
    /logging\.kibana\.exposure\.via = "ingress": publishes all logs to anybody/,
  ],
  [
    "an unknown field in a saved search",
    { "logging.kibana.savedSearches": [{ title: "Logins", query: "severity:ERROR AND user_name:bob" }] },
    /"Logins" searches in user_name, which no document has/,
  ],
  [
    "an unknown column of a saved search",
    {
      "logging.kibana.savedSearches": [{ title: "Logins", query: "severity:ERROR", columns: ["user_name"] }],
    },
    /logging\.kibana\.savedSearches\.0\.columns\.0 = "user_name": is no field of the log contract/,
  ],
  [
    "two saved searches of one title",
    {
      "logging.kibana.savedSearches": [
        { title: "Slow", query: "status:200" },
        { title: "slow", query: "status:500" },
      ],
    },
    /two searches of one title/,
  ],
  [
    "memory that is not reserved",
    { "logging.elasticsearch.resources": resources({ request: "2Gi", limit: "4Gi" }) },
    /logging\.elasticsearch\.resources\.memory.*must be the same/,
  ],
  [
    "a request above the limit",
    { "logging.filebeat.resources": resources({ request: "2Gi", limit: "1Gi" }) },
    /logging\.filebeat\.resources\.memory\.request.*more than the limit of 1Gi/,
  ],
  [
    "a heap too small for Logstash",
    { "logging.logstash.resources": resources({ request: "512Mi", limit: "512Mi" }) },
    /leaves Logstash a heap/,
  ],
  ["no time to stop", { "logging.elasticsearch.gracePeriod": "30s" }, /gracePeriod = "30s".*from "90s"/],
  [
    "a snapshot schedule of cron",
    { "logging.elasticsearch.snapshots": { to: "volume", claim: "backup", schedule: "30 1 * * *" } },
    /six fields with seconds first/,
  ],
  ["a mail to nobody", { "logging.logstash.mail": { send: "on-error", to: [] } }, /logging\.logstash\.mail/],
])("%s is refused, naming the prop and the remedy", (_, changes, message) => {
  const errors = errorsOf(changes);
  expect(errors.join("\n")).toMatch(message);
});

test("four nodes bear no more than three, which is a warning", () => {
  expect(warningsOf({ "logging.elasticsearch.nodes": 4, "cluster.nodes": 9 }).join("\n")).toMatch(
    /nodes = 4: bears the loss of no more nodes than one fewer/,
  );
});

test("security off is a loud warning and no error, for a cluster that nobody else is on", () => {
  expect(errorsOf({ "logging.security": "disabled" })).toEqual([]);
  expect(warningsOf({ "logging.security": "disabled" }).join("\n")).toMatch(
    /logging\.security = "disabled": sends lines with clients' addresses over the network in the clear/,
  );
  expect(environmentWith({ "logging.security": "disabled" }).logging.security).toBe("disabled");
});
