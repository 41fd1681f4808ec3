import { parse } from "yaml";
import { logFields } from "../../../contracts/log-fields";
import { logstashHosts } from "../../../logging/logstash/logstash-component";
import { pipelineFiles, pipelines, settingsFiles } from "../../../logging/logstash/logstash-files";
import { renderCondition, renderPipeline } from "../../../logging/logstash/render-pipeline";
import type { FilterStage } from "../../../logging/logstash/stage";
import type { PipelineSettings } from "../../../logging/settings/logstash-settings";
import { environmentWith, everyEnvironment } from "../../support/environments";
import { FilterEvaluator } from "../support/filter-evaluator";
import { loadOniguruma } from "../support/grok";

const mail = {
  send: "on-error",
  to: ["on-call@example.com"],
  from: "logs@example.com",
  smtp: { host: "smtp.example.com", user: "logs" },
} as const;
const propsWith = (changes: Readonly<Record<string, unknown>> = {}) => ({
  environment: "staging",
  logging: environmentWith(changes).logging,
});
const withMail = () => propsWith({ "logging.logstash.mail": mail });
const queues = (props = propsWith()) =>
  parse(settingsFiles(props)["pipelines.yml"] ?? "") as PipelineSettings[];

test("a rendered pipeline stays the same, so that a review shows what changed", () => {
  expect(pipelineFiles(withMail())).toMatchSnapshot();
});

test("nothing that Logstash 8 has dropped is written", () => {
  for (const { environment } of everyEnvironment)
    for (const text of Object.values(
      pipelineFiles({ environment: environment.name, logging: environment.logging }),
    )) {
      expect(text).not.toMatch(/document_type|^\s*kubernetes \{/m);
    }
});

test("no expression has the quantifier that looks possessive and is nested in Ruby's syntax", () => {
  for (const text of Object.values(pipelineFiles(withMail()))) expect(text).not.toMatch(/\{\d+,?\d*\}\+/);
  for (const field of Object.values(logFields))
    if ("pattern" in field) expect(field.pattern).not.toMatch(/\}\+/);
});

test("each pipeline has a queue of its own on disk, and only the main one dead letters", () => {
  expect(queues(withMail()).map((pipeline) => [pipeline["pipeline.id"], pipeline["queue.type"]])).toEqual([
    ["main", "persisted"],
    ["dead-letters", "persisted"],
    ["error-mail", "persisted"],
  ]);
  expect(queues().filter((pipeline) => pipeline["dead_letter_queue.enable"])).toHaveLength(1);
  expect(queues()[0]).toMatchObject({
    "queue.max_bytes": "4096mb",
    "dead_letter_queue.max_bytes": "1024mb",
    "dead_letter_queue.retain.age": "7d",
    "pipeline.ecs_compatibility": "disabled",
  });
});

test("the daily index, and documents that nobody overwrites", () => {
  const main = pipelineFiles(propsWith())["main.conf"] ?? "";
  expect(main).toContain('index => "fingerprint-api-%{+YYYY.MM.dd}"');
  expect(main).toContain('action => "create"');
  for (const off of ["data_stream", "ilm_enabled", "manage_template"])
    expect(main).toContain(`${off} => false`);
});

test("a refused document ends in an index with its reason", () => {
  const text = pipelineFiles(propsWith())["dead-letters.conf"] ?? "";
  expect(text).toContain('pipeline_id => "main"');
  expect(text).toContain('"[dead_letter][reason]" => "%{[@metadata][dead_letter_queue][reason]}"');
  expect(text).toContain('index => "fingerprint-dead-letter-%{+YYYY.MM.dd}"');
});

test("without security there are neither certificates nor passwords", () => {
  for (const text of Object.values(pipelineFiles(propsWith({ "logging.security": "disabled" })))) {
    expect(text).not.toMatch(/ssl|password/);
    expect(text).not.toContain("https://elasticsearch");
  }
});

test("the file input and the debug output are props", () => {
  const main = (changes: Readonly<Record<string, unknown>>) =>
    pipelineFiles(propsWith(changes))["main.conf"] ?? "";
  expect(main({})).not.toMatch(/^ {2}(file|stdout) \{/m);
  expect(main({ "logging.logstash.files": ["/usr/share/logstash/data/import/*.log"] })).toMatch(
    /^ {2}file \{/m,
  );
  expect(main({ "logging.logstash.debugOutput": true })).toContain('codec => "rubydebug"');
});

describe("error mails", () => {
  beforeAll(loadOniguruma);

  test("one for each endpoint and period", () => {
    const [main] = pipelines(withMail());
    const evaluator = new FilterEvaluator(main?.filters ?? []);
    const throttled = (path: string, status: number) => {
      const event = evaluator.run({
        "@timestamp": "2026-02-13T12:00:00Z",
        message: JSON.stringify({ message: "m", path, status }),
      });
      return (event?.["@metadata"] as { mail_throttled?: string }).mail_throttled === "true";
    };
    expect([throttled("/a", 500), throttled("/a", 500), throttled("/b", 500), throttled("/a", 502)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(throttled("/a", 200)).toBe(false);
  });

  test("nobody is mailed unless the environment says so", () => {
    expect(Object.keys(pipelineFiles(propsWith()))).toEqual(["main.conf", "dead-letters.conf"]);
    expect(pipelineFiles(propsWith())["main.conf"]).not.toContain("throttle");
  });
});

describe("rendering", () => {
  const rendered = (...filters: FilterStage[]) =>
    renderPipeline({ id: "a", purpose: "A.", inputs: [], filters, outputs: [] });

  test("text with both kinds of quotes, or a line break, is refused: the language has no escapes", () => {
    const replace = (text: string): FilterStage => ({
      stage: "mutate",
      change: { replace: { "[a]": text } },
    });
    expect(() => rendered(replace(`"'`))).toThrow("both kinds of quotes");
    expect(() => rendered(replace("a\nb"))).toThrow("line break");
    expect(rendered(replace('"'))).toContain(`'"'`);
  });

  test("conditions keep their grouping", () => {
    expect(
      renderCondition({
        all: [{ has: "[a]" }, { any: [{ lacks: "[b]" }, { field: "[c]", is: ["x", "y"] }] }],
      }),
    ).toBe('[a] and (![b] or [c] in ["x", "y"])');
    expect(renderCondition({ any: [{ tagged: "t" }, { field: "[a]", matches: "^/x" }] })).toBe(
      '"t" in [tags] or [a] =~ /^\\/x/',
    );
  });
});

test("each Logstash pod has an address", () => {
  expect(logstashHosts(2)).toEqual([
    "logstash-0.logstash-pods.logging.svc.cluster.local:5044",
    "logstash-1.logstash-pods.logging.svc.cluster.local:5044",
  ]);
});
