import { execFileSync } from "node:child_process";
import {
  type BootstrapRequest,
  bootstrapRequests,
  bootstrapUsers,
} from "../../../logging/elasticsearch/bootstrap-requests";
import { bootstrapScript, requestFile } from "../../../logging/elasticsearch/bootstrap-script";
import { contractProperties } from "../../../logging/elasticsearch/index-template";
import { roles } from "../../../logging/elasticsearch/roles";
import { logFields } from "../../../contracts/log-fields";
import { everyExample } from "../../support/every-example";
import { environmentWith, synthesized } from "../../support/environments";

const loggingWith = (changes: Readonly<Record<string, unknown>> = {}) => environmentWith(changes).logging;
const paths = (requests: readonly BootstrapRequest[]) => requests.map(({ path }) => path);
const bodyOf = (requests: readonly BootstrapRequest[], path: string) => {
  const found = requests.find((request) => request.path === path);
  if (!found) throw new Error(`${path} is not requested`);
  return found.body as any;
};

test("what one thing needs comes before it, and what Logstash waits for comes last", () => {
  const requests = bootstrapRequests(
    loggingWith({ "logging.elasticsearch.snapshots": { to: "s3", bucket: "logs" } }),
  );
  expect(paths(requests)).toEqual([
    "_snapshot/fingerprint-snapshots",
    "_slm/policy/fingerprint-nightly",
    "_ilm/policy/fingerprint-logs",
    "_component_template/fingerprint-log-settings",
    "_component_template/fingerprint-log-fields",
    "_index_template/fingerprint-dead-letter",
    "_security/role/logstash_writer",
    "_security/role/metrics_reader",
    "_security/role/log_reader",
    "_index_template/fingerprint-api",
  ]);
});

test("without snapshots and security neither repository nor roles are asked for", () => {
  const requests = bootstrapRequests(loggingWith({ "logging.security": "disabled" }));
  expect(paths(requests).filter((path) => /^_(snapshot|slm|security)/.test(path))).toEqual([]);
  expect(bootstrapUsers(loggingWith({ "logging.security": "disabled" }))).toEqual([]);
});

test("indices are deleted after the environment's retention", () => {
  for (const { environment } of everyExample) {
    const { policy } = bodyOf(bootstrapRequests(environment.logging), "_ilm/policy/fingerprint-logs");
    expect(policy.phases.delete).toEqual({ min_age: environment.logging.retention, actions: { delete: {} } });
  }
  expect(everyExample.map(({ environment }) => environment.logging.retention)).toEqual(["30d", "7d"]);
});

test("the index template has every field of the contract, and nothing can be added to it by a line", () => {
  const { template } = bodyOf(bootstrapRequests(loggingWith()), "_component_template/fingerprint-log-fields");
  expect(template.mappings.dynamic).toBe(false);
  for (const [name, { mapping }] of Object.entries(logFields)) {
    const property = name
      .split(".")
      .reduce<any>((at, key, i) => (i === 0 ? at[key] : at.properties[key]), contractProperties());
    expect(property).toEqual(mapping);
  }
  expect(logFields.severity.mapping.type).toBe("keyword");
  expect(logFields.endpoint.mapping.type).toBe("keyword");
  expect(logFields.response_time_ms.mapping.type).toBe("float");
});

test("dead letters are outside of the logs' pattern, and no field of theirs can be refused", () => {
  const requests = bootstrapRequests(loggingWith());
  const { index_patterns } = bodyOf(requests, "_index_template/fingerprint-api");
  const dead = bodyOf(requests, "_index_template/fingerprint-dead-letter");
  expect(index_patterns).toEqual(["fingerprint-api-*"]);
  expect(dead.index_patterns).toEqual(["fingerprint-dead-letter-*"]);
  expect(Object.keys(dead.template.mappings.properties)).toEqual(["@timestamp", "dead_letter"]);
});

test("Logstash may add documents, and neither change, delete nor read them", () => {
  const { indices, cluster } = roles.logstash_writer;
  expect(indices[0].privileges).toEqual(["create_doc", "auto_configure"]);
  expect(cluster).toEqual(["monitor"]);
});

test("the exporter may read no document", () => {
  expect(roles.metrics_reader.indices[0].privileges).toEqual(["monitor"]);
});

test("the script asks in that order, and sends passwords that hold anything", () => {
  const logging = loggingWith();
  const requests = bootstrapRequests(logging);
  const script = bootstrapScript(requests, bootstrapUsers(logging), {
    url: "https://elasticsearch:9200",
    authority: "/ca.crt",
    files: "/bootstrap",
  });
  expect([...script.matchAll(/^call PUT '([^']+)'/gm)].map(([, path]) => path)).toEqual(paths(requests));
  expect(script).not.toMatch(/password":"/);

  // The real script with a curl that says what it was sent.
  const fake = 'curl() { [[ "$*" == *PUT* ]] && cat; return 0; }\n';
  const local = script
    .replace("set -euo pipefail\n", `set -euo pipefail\n${fake}`)
    .replaceAll(/< \/bootstrap\/\S+/g, "< /dev/null");
  const password = `a"b\\c'd $e \`f\``;
  const output = execFileSync("bash", ["-c", local], {
    env: {
      ...process.env,
      ELASTIC_PASSWORD: "x",
      KIBANA_PASSWORD: password,
      LOGSTASH_PASSWORD: password,
      EXPORTER_PASSWORD: "y",
    },
    encoding: "utf8",
  });
  const line =
    output.split("\n").find((text) => text.includes("roles") && text.includes("logstash_writer")) ?? "";
  expect(JSON.parse(line.slice(0, line.lastIndexOf("}") + 1))).toEqual({
    password,
    roles: ["logstash_writer"],
  });
});

test("file names keep the order", () => {
  expect(requestFile({ path: "_ilm/policy/fingerprint-logs", body: {} }, 2)).toBe("03-fingerprint-logs.json");
});

test("new content is a new Job, the same content the same one", () => {
  const jobName = (changes: Readonly<Record<string, unknown>>) =>
    synthesized(environmentWith(changes))
      .manifests.filter(({ kind }) => kind === "Job")
      .map(({ metadata }) => metadata.name)
      .find((name) => name.startsWith("elasticsearch-bootstrap"));
  expect(jobName({})).toBe(jobName({}));
  expect(jobName({ "logging.retention": "8d" })).not.toBe(jobName({}));
});
