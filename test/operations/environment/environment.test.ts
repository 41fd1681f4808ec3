import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import * as ts from "typescript";
import * as shape from "../../../environments/shape/environment";
import type { EnvironmentProps } from "../../../environments/shape/environment";
import { addEnvironment } from "../../../operations/environment/add-environment";
import { editedSource } from "../../../operations/environment/edited-source";
import { questionsAfter } from "../../../operations/environment/questions";
import { removeEnvironment } from "../../../operations/environment/remove-environment";
import { withValues } from "../../../operations/environment/with-values";
import { UsageError } from "../../../operations/report/command";
import { root } from "../../../operations/root";
import { large } from "../../environments/large";
import { small } from "../../environments/small";
import { resolved } from "../../support/environments";

process.stdin.isTTY = false;
const log = jest.spyOn(console, "log").mockImplementation();

const declarations = [large, small].map((props) => ({ file: `environments/${props.name}.ts`, props }));
const [production, staging] = [declarations[0]!, declarations[1]!];

const filesNow = () => readdirSync(join(root, "environments"));
const there = filesNow()
  .find((file) => file.endsWith(".ts"))!
  .replace(".ts", "");

const adding = (name: string, like: (typeof declarations)[number]) => () => addEnvironment(name, like, {});
const removing = (all: typeof declarations, agreed: boolean) => () => removeEnvironment(staging, all, agreed);

test.each<[string, () => Promise<number>, ...(string | RegExp)[]]>([
  [
    "all that is missing, at once, with an example of each",
    adding("europe", production),
    "what it has of its own is missing, such as:",
    "  --cluster.name europe-cluster",
    "  --cluster.contexts europe",
    "  --api.host europe.fingerprint-api.example.com",
    "  --monitoring.grafana.externalUrl https://europe.grafana.example.com",
    "  --logging.elasticsearch.snapshots.bucket fingerprint-logs-europe",
    "Nothing was written.",
  ],
  [
    "a wrong name",
    adding("Europe!", staging),
    /^"Europe!" is no Kubernetes name/,
    "  --cluster.contexts <name>",
  ],
  ["one that is there", adding(there, staging), /^environments\/.* is there already: take another name/],
  ["removal unasked", removing(declarations, false), "nobody can be asked: add --yes. Nothing was changed."],
  ["removal of the last", removing([staging], true), "staging is the last environment: add another before"],
])("refused is %s, and nothing is written", async (_, work, ...told) => {
  const before = filesNow();
  const error: unknown = await work().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect(filesNow()).toEqual(before);
  const lines = (error as UsageError).message.split("\n");
  for (const line of told)
    expect(lines).toContainEqual(line instanceof RegExp ? expect.stringMatching(line) : line);
});

test("before one is removed it is said how to delete it from its cluster", async () => {
  await removing(declarations, false)().catch(() => undefined);
  expect(log.mock.calls.flat().join("\n")).toContain("\n  ./deploy.sh staging delete --context staging\n");
});

test("whatever an environment has for itself is asked for", () => {
  const open = withValues(small, {
    "logging.kibana.exposure": { via: "ingress", host: "kibana.staging.acme.io" },
    "logging.kibana.publicUrl": "https://kibana.staging.acme.io",
    "cluster.uid": "01234567-89ab-cdef-0123-456789abcdef",
  });
  const questions = questionsAfter(resolved(open), "europe");
  const asked = Object.fromEntries(questions.map(({ path, suggestion }) => [path, suggestion]));
  expect(asked).toMatchObject({
    "logging.kibana.exposure.host": ["kibana.europe.acme.io"],
    "logging.kibana.publicUrl": ["https://kibana.europe.acme.io"],
    // Two may have it.
    "cluster.publicIssuer": ["letsencrypt-staging"],
  });
  expect(asked).not.toHaveProperty(["cluster.uid"]);
});

const sourceOf = (file: string) => readFileSync(join(root, "test/environments", file), "utf8");

/** What a file declares, and by which word. */
function declaredBy(source: string): [string, EnvironmentProps] {
  const exports: Record<string, EnvironmentProps> = {};
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  runInNewContext(ts.transpile(source, options), { exports, require: () => shape });
  const [[word, props] = ["", small]] = Object.entries(exports);
  return [word, structuredClone(props)];
}

const values = {
  "cluster.contexts": ["eu", "eu-admin"],
  "cluster.publicIssuer": "letsencrypt-eu",
  "api.host": "eu.acme.io",
  "api.replicas.max": 18,
  "logging.kibana.exposure.host": "kibana.acme.io",
};

test.each([
  ["large", large, "eu-west", "euWest"],
  ["small", small, "default", "environmentDefault"],
])("%s is the same environment but for its name and the values", (file, props, name, word) => {
  const source = sourceOf(`${file}.ts`);
  const edited = editedSource(source, name, values);
  expect(declaredBy(edited)).toEqual([word, withValues(props, { ...values, name })]);
  // What people wrote stays: no line is another one without a reason.
  const before = new Set(source.split("\n"));
  expect(edited.split("\n").filter((line) => !before.has(line)).length).toBeLessThan(12);
});

test("what belongs to the other environment alone can be taken away", () => {
  const source = editedSource(sourceOf("small.ts"), "a", { "cluster.uid": "0-1" });
  expect(source).toContain('uid: "0-1"');
  const { cluster } = declaredBy(editedSource(source, "a", { "cluster.uid": undefined }))[1];
  expect(cluster).toEqual(small.cluster);
});
