import { parse } from "yaml";
import { isLogField } from "../../contracts/log-fields";
import { pipelineFiles, settingsFiles } from "../../logging/logstash/logstash-files";
import { environmentWith } from "../support/environments";

const everything = {
  "logging.logstash.mail": {
    send: "on-error",
    to: ["on-call@example.com"],
    from: "logs@example.com",
    smtp: { host: "smtp.example.com", user: "logs" },
  },
  "logging.logstash.files": ["/usr/share/logstash/data/import/*.log"],
  "logging.logstash.debugOutput": true,
};
const filesWith = (changes: Readonly<Record<string, unknown>> = {}) =>
  pipelineFiles({ environment: "staging", logging: environmentWith(changes).logging });
const whole = filesWith(everything);

/** What the shipper and Logstash put beside the contract's fields, and how a mail's subject begins. */
const besides =
  /^(@metadata\.|extra\.|kubernetes\.labels\.|dead_letter\.(reason|plugin|entered)$|log\.file\.fingerprint$|(agent|ecs|input|event|@version|staging)$)/;

/** Fields outside of the contract that a pipeline names: in conditions, as a setting, inside of text, and as a capture of grok. */
const strangers = (conf: string) =>
  [...conf.matchAll(/(?:\[@?[a-z][\w@/]*\])+|(?<=%\{[A-Z_]+:)[a-z_]+|(?<=\(\?<)[a-z_]+(?=>)/g)]
    .map(([field]) => field.replace(/^\[|\]$/g, "").replaceAll("][", "."))
    .filter((field) => !isLogField(field) && !besides.test(field));

test("every field that a pipeline names is of the log contract", () => {
  expect(Object.values(whole).flatMap(strangers)).toEqual([]);
  const misspelt =
    'mutate { replace => { "[severty]" => "%{[pod][name]}" } } grok { match => { "[message]" => "%{A:stats}" } }';
  expect(strangers(misspelt)).toEqual(["severty", "pod.name", "stats"]);
});

/** What a run of real Logstash has taught; no parser knows it. */
test.each([
  ["a line keeps its id when its file is rotated", "main", 'source => ["[log][file][fingerprint]", "[log]'],
  ["a line that is sent twice is stored once", "main", 'document_id => "%{[@metadata][id]}"'],
  ["nobody overwrites a document", "main", 'action => "create"'],
  ["a file's path does not become a request's", "main", 'ecs_compatibility => "v8"'],
  ["an error is mailed once for each endpoint", "main", 'key => "%{[service]} %{[endpoint]}"'],
  ["a refused document has its reason", "dead-letters", "%{[@metadata][dead_letter_queue][reason]}"],
])("%s", (_, pipeline, text) => {
  expect(whole[`${pipeline}.conf`]).toContain(text);
});

test("nothing that Logstash 8 has dropped is written, nor what looks possessive and is nested in Ruby's syntax", () => {
  for (const text of Object.values(whole))
    expect(text).not.toMatch(/document_type|^\s*kubernetes \{|\{\d+,?\d*\}\+/m);
});

test("every input and output has an id of its own: a dead letter names it, and so do metrics", () => {
  const plugins = Object.values(whole).flatMap(
    (conf) => conf.replace(/^filter \{.*?^\}/ms, "").match(/^ +(?!stdout)\w+ \{\n.*/gm) ?? [],
  );
  const ids = plugins.map((plugin) => /id => "(.+)"/.exec(plugin)?.[1]);
  expect(ids).not.toContain(undefined);
  expect(new Set(ids).size).toBe(ids.length);
});

test("each pipeline has a queue of its own on disk, and only the main one dead letters", () => {
  const { logging } = environmentWith();
  const yml = settingsFiles(logging.logstash, Object.keys(whole))["pipelines.yml"] ?? "";
  const queues = parse(yml) as Record<string, unknown>[];
  const facts = ["pipeline.id", "queue.type", "dead_letter_queue.enable"];
  expect(queues.map((queue) => facts.map((name) => queue[name]))).toEqual([
    ["main", "persisted", true],
    ["dead-letters", "persisted", undefined],
    ["error-mail", "persisted", undefined],
  ]);
  expect(queues[0]).toMatchObject({ "queue.max_bytes": "4096mb", "dead_letter_queue.max_bytes": "1024mb" });
});

test("the file input, the debug output and the mails are props", () => {
  const optional = [/^ {2}file \{/m, /^ {2}stdout \{/m, /^ {4}throttle \{/m, /^ {4}pipeline \{/m];
  const found = (conf = "") => optional.filter((plugin) => plugin.test(conf));
  expect(found(whole["main.conf"])).toEqual(optional);
  expect(found(filesWith()["main.conf"])).toEqual([]);
  expect(Object.keys(filesWith())).toEqual(["main.conf", "dead-letters.conf"]);
});
