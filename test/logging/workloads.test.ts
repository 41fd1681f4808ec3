import type { k8s } from "cdk8s-plus-28";
import { parse } from "yaml";
import { continuation, filebeatYml } from "../../logging/filebeat/filebeat-yml";
import { kibanaRefusals, logstashRefusals } from "../../logging/settings/refused-settings";
import { environmentWith, synthesized } from "../support/environments";
import { everyExample } from "../support/examples";

/** An environment with all that Kibana, Logstash and Filebeat may have. */
const large = everyExample[0]!;

const containerOf = (kind: string, name: string): k8s.Container =>
  large.find(kind, name)["spec"].template.spec.containers.find((one: k8s.Container) => one.name === name);
const kibana = containerOf("Deployment", "kibana");
const logstash = containerOf("StatefulSet", "logstash");

const settingsIn = (name: string) =>
  parse(large.find("ConfigMap", `${name}-config`)["data"][`${name}.yml`]) as Record<string, unknown>;

test("no password of Kibana becomes an argument: its entrypoint makes one of each variable that bears a setting's name", () => {
  const variables = Object.keys(settingsIn("kibana")).map((name) => name.toUpperCase().replaceAll(".", "_"));
  expect(variables).toContain("ELASTICSEARCH_PASSWORD");
  expect(variables.filter((name) => kibana.env?.some((variable) => variable.name === name))).toEqual([]);
});

test("an Ingress speaks TLS to Kibana, as everybody does", () => {
  const exposure = { via: "ingress", host: "kibana.example.com" };
  const exposed = synthesized(environmentWith({ "logging.kibana.exposure": exposure }));
  expect(exposed.find("Ingress", "kibana").metadata.annotations).toMatchObject({
    "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
  });
});

test.each([
  ["kibana", kibanaRefusals],
  ["logstash", logstashRefusals],
])("%s is given no setting by this program that would keep it from starting", (name, { always }) => {
  const refused = Object.entries(always).filter(([remedy]) => !remedy.includes("this program"));
  const settings = Object.entries(settingsIn(name));
  expect(settings.length).toBeGreaterThan(5);
  const ours = settings.filter(([setting]) => refused.some(([, pattern]) => pattern.test(setting)));
  // A variable is no secret.
  expect(ours.filter(([, value]) => !/^\$\{\w+\}$/.test(String(value)))).toEqual([]);
});

test("a Logstash whose main pipeline has ended is neither ready nor alive, although its API answers", () => {
  for (const probe of [logstash.startupProbe, logstash.livenessProbe, logstash.readinessProbe])
    expect(probe?.tcpSocket?.port).toEqual("beats");
});

test("Logstash's threads have room for JSON of a thousand objects in each other", () => {
  expect(logstash.env?.find(({ name }) => name === "LS_JAVA_OPTS")?.value).toContain("-Xss4m");
});

test("without security nobody shows a certificate, a user or a password", () => {
  const { manifests } = synthesized(environmentWith({ "logging.security": "disabled" }));
  const stack = manifests.filter(({ metadata }) =>
    ["logging", "filebeat"].includes(metadata.namespace ?? ""),
  );
  const lines = stack
    .filter(({ kind }) => kind === "ConfigMap")
    .flatMap(({ data = {} }) => Object.entries<string>(data).filter(([file]) => !file.endsWith(".sh")))
    .flatMap(([, text]) => text.split("\n"));
  const secured = /ssl\.|ssl_|ssl:|password|_security\/|https:\/\/elastic/;
  expect(lines.filter((line) => secured.test(line))).toEqual([]);
  expect(stack.filter(({ kind }) => kind === "Certificate")).toEqual([]);
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
    JSON.stringify(settingsWith(changes).processors.filter((one: object) => "drop_event" in one));
  expect(dropped({})).toBe("[]");
  for (const namespace of ["filebeat", "logging"])
    expect(dropped({ "logging.filebeat.namespaces": "all" })).toContain(
      `{"kubernetes.namespace":"${namespace}"}`,
    );
});

test.each([
  ["\tat a.b.C(C.java:1)", true],
  ["Traceback (most recent call last):", true],
  ["requests.exceptions.ConnectionError: refused", true],
  ["KeyboardInterrupt", true],
  ["Caused by: java.io.IOException: x", true],
  ["note: run with `RUST_BACKTRACE=1`", true],
  ['{"level":"INFO"}', false],
  ["2026-02-13T12:00:00Z ERROR x: y", false],
  ["Error rate is fine", false],
  ["Fingerprint API 1.0.0 listening", false],
])("%s belongs to the line before: %s", (line, belongs) => {
  expect(new RegExp(continuation).test(line)).toBe(belongs);
});
