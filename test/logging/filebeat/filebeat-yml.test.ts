import { parse } from "yaml";
import { continuation, filebeatYml } from "../../../logging/filebeat/filebeat-yml";
import { environmentWith } from "../../support/environments";

const settingsWith = (changes: Readonly<Record<string, unknown>> = {}): any =>
  parse(filebeatYml(environmentWith(changes).logging));

test("all Logstash pods are addressed, and share the load", () => {
  const { hosts, loadbalance } = settingsWith({ "logging.logstash.replicas": 3 })["output.logstash"];
  expect(hosts.map((host: string) => host.split(".")[0])).toEqual(["logstash-0", "logstash-1", "logstash-2"]);
  expect(loadbalance).toBe(true);
});

test("the API's lines alone are read, also from files that were rotated while nobody read", () => {
  expect(settingsWith()["filebeat.inputs"][0]?.paths).toEqual([
    "/var/log/containers/*_fingerprint_*.log",
    "/var/log/pods/fingerprint_*/*/*.log.*",
  ]);
});

test("with all namespaces, the stack's own lines are dropped", () => {
  const dropped = (changes: Readonly<Record<string, unknown>>) =>
    settingsWith(changes).processors.flatMap((processor: object) =>
      "drop_event" in processor ? [JSON.stringify(processor)] : [],
    );
  expect(dropped({})).toEqual([]);
  const [text = ""] = dropped({ "logging.filebeat.namespaces": "all" });
  expect(text).toContain('{"kubernetes.namespace":"filebeat"}');
  expect(text).toContain('{"kubernetes.namespace":"logging"}');
});

test("a shipper shows its certificate", () => {
  expect(settingsWith()["output.logstash"].ssl).toBeDefined();
  expect(settingsWith({ "logging.security": "disabled" })["output.logstash"].ssl).toBeUndefined();
});

test.each([
  ["  at handler (api.js:1:2)", true],
  ["\tat a.b.C(C.java:1)", true],
  ["Traceback (most recent call last):", true],
  ["ValueError: bad input", true],
  ["requests.exceptions.ConnectionError: refused", true],
  ["KeyboardInterrupt", true],
  ["Caused by: java.io.IOException: x", true],
  ["stack backtrace:", true],
  ["note: run with `RUST_BACKTRACE=1`", true],
  ['{"level":"INFO"}', false],
  ["2026-02-13T12:00:00Z ERROR x: y", false],
  ['203.0.113.7 - - [13/Feb/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 1', false],
  ["Error rate is fine", false],
  ["Fingerprint API 1.0.0 listening", false],
])("%s belongs to the line before: %s", (line, belongs) => {
  expect(new RegExp(continuation).test(line)).toBe(belongs);
});
