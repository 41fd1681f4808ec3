import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { readAlike, toYaml } from "../../lib/yaml";
import { families } from "../../verify/props/families";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { small } from "../environments/small";
import { withValues } from "../support/environments";

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

describe("an environment with such texts", () => {
  const folder = mkdtempSync(join(tmpdir(), "yaml-"));
  const labels = Object.fromEntries(words.map((word, i) => [`label-${String(i)}`, word]));
  const props = withValues(small, {
    labels,
    "api.env": Object.fromEntries(texts.map((text, i) => [`VARIABLE_${String(i)}`, text])),
    "api.models": { source: "pvc", claim: "0o17" },
  });
  beforeAll(() => {
    synthesizeEnvironment(props, folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each(versions)("says the same in its files for YAML %s", (version) => {
    const read = (file: string) => parse(readFileSync(join(folder, "staging", file), "utf8"), { version });
    const [{ pairs }] = read("kustomization.yaml").labels;
    expect(pairs).toMatchObject({ ...labels, environment: "staging" });
    const { volumes, containers } = read("fingerprint/Deployment.fingerprint-api.yaml").spec.template.spec;
    expect(volumes.find(({ name }: any) => name === "models").persistentVolumeClaim.claimName).toBe("0o17");
    for (const { name, value } of containers[0].env)
      if (value !== undefined) expect([name, typeof value]).toEqual([name, "string"]);
  });
});
