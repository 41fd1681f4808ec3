import { parse } from "yaml";
import { readAlike, toYaml } from "../../lib/yaml";
import { families } from "../../verify/props/families";

const words = families["labelValue"]!.takes.map(String);
const texts = [...words, ...families["textOrNone"]!.takes.map(String)];

/** YAML 1.2 as most programs read it, YAML 1.1 as kustomize and Elasticsearch do. */
const versions = ["1.2", "1.1"] as const;

test.each(versions)("texts that look like numbers, truths or marks are texts for YAML %s", (version) => {
  const value = { values: texts, keys: Object.fromEntries(words.map((word) => [word, word])) };
  expect(parse(toYaml(value), { version })).toEqual(value);
});

test("a script in a file is left as it is", () => {
  const script = "run: |\n  chmod 0o17 x\n  mode=0o17\n";
  expect(readAlike(script)).toBe(script);
});
