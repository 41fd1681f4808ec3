import type { k8s } from "cdk8s-plus-28";
import { parse } from "yaml";
import { continuation, filebeatYml } from "../../logging/filebeat/filebeat-yml";
import { environmentWith, synthesized } from "../support/environments";
import { everyExample } from "../support/every-example";

/** What the pods of Kibana, Logstash and Filebeat are given, in an environment with all of it. */
const [large] = everyExample;

const containerOf = (kind: string, name: string): k8s.Container =>
  large!.find(kind, name)["spec"].template.spec.containers.find((one: k8s.Container) => one.name === name);

const kibana = containerOf("Deployment", "kibana");
const logstash = containerOf("StatefulSet", "logstash");

/** What the file `kibana.yml` names its settings, as Kibana's entrypoint turns them into variables. */
const asVariable = (setting: string) => setting.toUpperCase().replaceAll(".", "_");

test("no password of Kibana becomes an argument: its entrypoint makes one of each variable that bears a setting's name", () => {
  const yml: string = large!.find("ConfigMap", "kibana-config")["data"]["kibana.yml"];
  const settings = [...yml.matchAll(/^([\w.]+):/gm)].map(([, setting = ""]) => asVariable(setting));
  expect(settings).toContain("ELASTICSEARCH_PASSWORD");
  expect(settings.filter((name) => kibana.env?.some((variable) => variable.name === name))).toEqual([]);
});

test("Kibana keeps the image's node.options: its one file is mounted, not its folder", () => {
  const paths = kibana.volumeMounts?.map(({ mountPath }) => mountPath);
  expect(paths).toContain("/usr/share/kibana/config/kibana.yml");
  expect(paths).not.toContain("/usr/share/kibana/config");
});

test("Kibana speaks TLS, to its probes, its Ingress and its bootstrap too", () => {
  for (const probe of [kibana.startupProbe, kibana.readinessProbe])
    expect(probe?.httpGet?.scheme).toBe("HTTPS");
  const ingress = synthesized(
    environmentWith({ "logging.kibana.exposure": { via: "ingress", host: "kibana.example.com" } }),
  ).find("Ingress", "kibana");
  expect(ingress.metadata.annotations).toMatchObject({
    "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
  });
  const job = large!.manifests.find(
    ({ kind, metadata }) => kind === "Job" && metadata.name.startsWith("kibana-"),
  );
  expect(JSON.stringify(job)).toContain("https://kibana.logging.svc.cluster.local:5601");
});

test("a Logstash whose main pipeline has ended is neither ready nor alive, although its API answers", () => {
  for (const probe of [logstash.startupProbe, logstash.livenessProbe, logstash.readinessProbe])
    expect(probe?.tcpSocket?.port).toEqual("beats");
});

test("Logstash's threads have room for JSON of a thousand objects in each other", () => {
  expect(logstash.env?.find(({ name }) => name === "LS_JAVA_OPTS")?.value).toContain("-Xss4m");
});

const settingsWith = (changes: Readonly<Record<string, unknown>> = {}): any =>
  parse(filebeatYml(environmentWith(changes).logging));

test("all Logstash pods are addressed, and share the load", () => {
  const { hosts, loadbalance } = settingsWith({ "logging.logstash.replicas": 3 })["output.logstash"];
  expect(hosts.map((host: string) => host.split(".")[0])).toEqual(["logstash-0", "logstash-1", "logstash-2"]);
  expect(loadbalance).toBe(true);
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
