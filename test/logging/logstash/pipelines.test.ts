import { parse } from "yaml";
import { type LogField, isLogField, logFieldEntries, logFields } from "../../../contracts/log-fields";
import { settingsFiles } from "../../../logging/logstash/logstash-files";
import { pipelineFiles } from "../../../logging/logstash/pipeline-files";
import { large } from "../../environments/large";
import { small } from "../../environments/small";
import { environmentWith, resolved } from "../../support/environments";
import { type Conf, type Value, readConf } from "../support/conf";

const mail = {
  send: "on-error",
  to: ["on-call@example.com"],
  from: "logs@example.com",
  smtp: { host: "smtp.example.com", user: "logs" },
} as const;
/** Every part of the pipelines that a prop brings in. */
const everything = {
  "logging.logstash.mail": mail,
  "logging.logstash.files": ["/usr/share/logstash/data/import/*.log"],
  "logging.logstash.debugOutput": true,
};
const filesWith = (changes: Readonly<Record<string, unknown>> = {}) =>
  pipelineFiles({ environment: "staging", logging: environmentWith(changes).logging });
const confsWith = (changes: Readonly<Record<string, unknown>> = {}) =>
  Object.values(filesWith(changes)).map(readConf);
const mainWith = (changes: Readonly<Record<string, unknown>> = {}) =>
  readConf(filesWith(changes)["main.conf"] ?? "");
const pluginsOf = ({ plugins }: Conf, wanted: string) => plugins.filter(({ name }) => name === wanted);

test("a pipeline with all that props can bring in stays the same, so that a review shows what changed", () => {
  expect(filesWith(everything)["main.conf"]?.split("\n").slice(0, 30).join("\n")).toMatchSnapshot();
  expect(filesWith(everything)["main.conf"]?.split("\n}\n").slice(-2).join("\n}\n")).toMatchSnapshot();
  expect(filesWith(everything)["error-mail.conf"]).toMatchSnapshot();
});

/** Every text of a setting, keys included. */
function texts(value: Value): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return Object.entries(value).flatMap(([key, entry]) => [key, ...texts(entry)]);
}

/** What grok's patterns capture: `%{IP:client}` or `(?<client>…)`. */
const captures = (patterns: Value) =>
  texts(patterns).flatMap((text) =>
    [...text.matchAll(/%\{\w+:([^:}]+)|\(\?<(\w+)>/g)].map(([, field, group]) => field ?? group ?? ""),
  );

describe("the log contract", () => {
  /** What the shipper and Logstash put beside the contract's fields, and the pipeline takes away or reads. */
  const besides =
    /^(@metadata\.|extra\.|kubernetes\.labels\.|dead_letter\.(reason|plugin|entered)$|log\.file\.fingerprint$|(agent|ecs|input|event|@version)$)/;

  const dotted = (reference: string) => reference.replace(/^\[|\]$/g, "").replaceAll("][", ".");

  /** Every field that a pipeline names: in conditions, as a setting, inside of text, and as a capture of grok. */
  function fieldsOf({ plugins, asked }: Conf): string[] {
    const named = plugins.flatMap(({ name, settings }) =>
      texts({ ...settings, pattern_definitions: [] }).flatMap((text) => [
        ...(/^(\[[^\][]+\])+$/.test(text) ? [text] : []),
        ...[...text.matchAll(/%\{((?:\[[^\][]+\])+)\}/g)].map(([, field = ""]) => field),
        ...(name === "grok" ? captures(text) : []),
      ]),
    );
    return [...asked, ...named].map(dotted);
  }

  const strangers = (conf: Conf) =>
    fieldsOf(conf).filter((field) => !isLogField(field) && !besides.test(field));

  test("has every field that a pipeline names", () => {
    expect(confsWith(everything).map((conf) => fieldsOf(conf).length > 0)).not.toContain(false);
    expect(confsWith(everything).flatMap(strangers)).toEqual([]);
  });

  test.each([
    ['filter { mutate { replace => { "[severty]" => "INFO" } } }', ["severty"]],
    [
      'filter { if [http][status] { grok { match => { "[message]" => "%{A:stats}" } } } }',
      ["http.status", "stats"],
    ],
    ['output { stdout { id => "%{[pod][name]}" } }', ["pod.name"]],
  ])("and a misspelt one is found in %s", (conf, found) => {
    expect(strangers(readConf(conf))).toEqual(found);
  });

  test("gives each capture its expression and its type", () => {
    const patterns = pluginsOf(mainWith(), "grok").flatMap(({ settings }) => texts(settings["match"] ?? ""));
    const typed = patterns.flatMap((text) => text.match(/(?<=%\{)[A-Z_]+:[a-z_]+[^}]*(?=\})/g) ?? []);
    const expected = logFieldEntries.flatMap(([name, { pattern, number }]: readonly [string, LogField]) =>
      pattern === undefined ? [] : [[name.toUpperCase(), name, ...(number ? [number] : [])].join(":")],
    );
    expect([...new Set(typed)].sort()).toEqual(expected.sort());
  });
});

describe("what Logstash's plugins do with their options", () => {
  const bare = (reference: string) => reference.replace(/^\[([^\][]+)\]$/, "$1");
  /** Captures beside a value that is there already make a list; `overwrite` is compared with the capture's name as it is written. */
  const overwrittenWrongly = (conf: Conf) =>
    pluginsOf(conf, "grok").flatMap(({ settings }) => {
      const overwritten = texts(settings["overwrite"] ?? []);
      const [[reads, patterns] = ["", ""]] = Object.entries(settings["match"] as Record<string, Value>);
      const found = captures(patterns);
      return [
        ...overwritten.filter((name) => !found.includes(name)),
        ...found.filter((name) => name === bare(reads) && !overwritten.includes(name)),
      ];
    });

  test("grok overwrites what it reads, by the capture's bare name", () => {
    expect(confsWith(everything).flatMap(overwrittenWrongly)).toEqual([]);
    const wrong =
      'filter { grok { match => { "[message]" => "(?<message>a)" } overwrite => ["[message]"] } }';
    expect(overwrittenWrongly(readConf(wrong))).toEqual(["[message]", "message"]);
  });

  test("a line keeps its id when its file is rotated", () => {
    const [byPlace] = pluginsOf(mainWith(), "fingerprint");
    expect(byPlace?.settings["source"]).toContain("[log][file][fingerprint]");
    expect(byPlace?.settings["source"]).not.toContain("[log][file][path]");
    expect(pluginsOf(mainWith(), "elasticsearch")[0]?.settings["document_id"]).toBe("%{[@metadata][id]}");
  });

  test("every input and output has an id of its own: a dead letter names it, and so do metrics", () => {
    for (const { plugins } of confsWith(everything)) {
      const ids = plugins
        .filter(({ section, name }) => section !== "filter" && name !== "stdout")
        .map(({ settings }) => settings["id"]);
      expect(ids).not.toContain(undefined);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test("a file's path does not become the path of a request", () => {
    expect(pluginsOf(mainWith(everything), "file")[0]?.settings["ecs_compatibility"]).toBe("v8");
  });
});

test("nothing that Logstash 8 has dropped is written", () => {
  for (const { name, logging } of [large, small].map(resolved))
    for (const text of Object.values(pipelineFiles({ environment: name, logging })))
      expect(text).not.toMatch(/document_type|^\s*kubernetes \{/m);
});

test("no expression has the quantifier that looks possessive and is nested in Ruby's syntax", () => {
  for (const text of Object.values(filesWith(everything))) expect(text).not.toMatch(/\{\d+,?\d*\}\+/);
  for (const field of Object.values(logFields))
    if ("pattern" in field) expect(field.pattern).not.toMatch(/\}\+/);
});

test("each pipeline has a queue of its own on disk, and only the main one dead letters", () => {
  const { logging } = environmentWith({ "logging.logstash.mail": mail });
  const confs = ["main.conf", "dead-letters.conf", "error-mail.conf"];
  expect(Object.keys(filesWith(everything))).toEqual(confs);
  const queues = parse(settingsFiles(logging.logstash, confs)["pipelines.yml"] ?? "") as Record<
    string,
    unknown
  >[];
  expect(queues.map((queue) => [queue["pipeline.id"], queue["queue.type"]])).toEqual([
    ["main", "persisted"],
    ["dead-letters", "persisted"],
    ["error-mail", "persisted"],
  ]);
  expect(queues.filter((queue) => queue["dead_letter_queue.enable"])).toHaveLength(1);
  expect(queues[0]).toMatchObject({
    "queue.max_bytes": "4096mb",
    "dead_letter_queue.max_bytes": "1024mb",
    "dead_letter_queue.retain.age": "7d",
    "pipeline.ecs_compatibility": "disabled",
  });
});

test("documents go into daily indices, and nobody overwrites one", () => {
  const outputs = confsWith(everything).flatMap((conf) => pluginsOf(conf, "elasticsearch"));
  expect(outputs).toHaveLength(2);
  for (const { settings } of outputs)
    expect(settings).toMatchObject({
      index: expect.stringMatching(/^fingerprint-(api|dead-letter)-%\{\+YYYY\.MM\.dd\}$/),
      action: "create",
      data_stream: "false",
      ilm_enabled: "false",
      manage_template: "false",
    });
});

test("a refused document ends in an index with its reason", () => {
  const conf = readConf(filesWith()["dead-letters.conf"] ?? "");
  expect(pluginsOf(conf, "dead_letter_queue")[0]?.settings).toMatchObject({ pipeline_id: "main" });
  expect(pluginsOf(conf, "mutate")[0]?.settings["replace"]).toMatchObject({
    "[dead_letter][reason]": "%{[@metadata][dead_letter_queue][reason]}",
  });
  expect(pluginsOf(conf, "elasticsearch")[0]?.settings["index"]).toMatch(/^fingerprint-dead-letter-/);
});

test("without security there are neither certificates nor passwords", () => {
  for (const text of Object.values(filesWith({ "logging.security": "disabled" }))) {
    expect(text).not.toMatch(/ssl|password/);
    expect(text).not.toContain("https://elasticsearch");
  }
});

test("the file input, the debug output and the mails are props", () => {
  const names = (conf: Conf) => conf.plugins.map(({ section, name }) => `${section} ${name}`);
  const optional = ["input file", "output stdout", "filter throttle", "output pipeline"];
  expect(names(mainWith())).not.toEqual(expect.arrayContaining([expect.stringMatching(optional.join("|"))]));
  expect(names(mainWith(everything))).toEqual(expect.arrayContaining(optional));
  expect(Object.keys(filesWith())).toEqual(["main.conf", "dead-letters.conf"]);
});

test("one mail for each service, endpoint and period", () => {
  expect(pluginsOf(mainWith(everything), "throttle")[0]?.settings).toMatchObject({
    key: "%{[service]} %{[endpoint]}",
    after_count: "1",
    period: "900",
    max_age: "1800",
    add_field: { "[@metadata][mail_throttled]": "true" },
  });
  expect(mainWith(everything).asked).toContain("[@metadata][mail_throttled]");
});
