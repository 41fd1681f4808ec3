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

jest.mock("../../../operations/environment/terminal", () => ({ canAsk: () => false }));

const declarations = [large, small].map((props) => ({ file: `environments/${props.name}.ts`, props }));
const [production, staging] = [declarations[0]!, declarations[1]!];

const filesNow = () => readdirSync(join(root, "environments"));

/** What a command says that it refuses, in lines. It must have written nothing. */
async function refused(work: Promise<number>): Promise<string[]> {
  const before = filesNow();
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect(filesNow()).toEqual(before);
  return (error as UsageError).message.split("\n");
}

const own = {
  "cluster.name": ["europe-cluster"],
  "cluster.contexts": ["europe"],
  "api.host": ["eu.acme.io"],
  "monitoring.grafana.externalUrl": ["https://grafana.eu.acme.io"],
};

test("all that is missing is told at once, with an example of each", async () => {
  expect(await refused(addEnvironment("europe", production, {}, declarations))).toEqual([
    "what it has of its own is missing, such as:",
    "  --cluster.name europe-cluster",
    "  --cluster.contexts europe",
    "  --api.host europe.fingerprint-api.example.com",
    "  --monitoring.grafana.externalUrl https://europe.grafana.example.com",
    "  --logging.elasticsearch.snapshots.bucket fingerprint-logs-europe",
    "Nothing was written.",
  ]);
});

const [there] = filesNow().flatMap((file) => /^(.*)\.ts$/.exec(file)?.slice(1) ?? []);
const taken = { ...own, "cluster.contexts": ["staging"], "cluster.name": [large.cluster.name] };

test.each<[string, string, Readonly<Record<string, string[]>>, RegExp[]]>([
  [
    "a wrong name beside what is missing",
    "Europe!",
    {},
    [/^"Europe!" is no Kubernetes name/, /--cluster.contexts <name>/],
  ],
  ["an environment that is there", there!, own, [/^environments\/.* is there already: take another name/]],
  [
    "what others have",
    "europe",
    taken,
    [
      /^europe\.cluster\.name = "production-cluster": belongs to production too/m,
      /^europe\.cluster\.contexts = "staging": belongs to staging too/m,
    ],
  ],
  ["what no schema takes", "europe", { ...own, "api.host": ["nowhere"] }, [/^europe\.api\.host/]],
])("%s is refused", async (_, name, answers, told) => {
  const lines = await refused(addEnvironment(name, staging, answers, declarations));
  for (const line of told) expect(lines.join("\n")).toMatch(line);
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

describe("remove", () => {
  let said: string[];
  beforeEach(() => {
    said = [];
    jest.spyOn(console, "log").mockImplementation((text: string) => void said.push(...text.split("\n")));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test("says how to delete from the cluster, and changes nothing where nobody agrees", async () => {
    expect(await refused(removeEnvironment(staging, declarations, false))).toEqual([
      "nobody can be asked: add --yes. Nothing was changed.",
    ]);
    expect(said).toContain("  ./deploy.sh staging delete --context staging");
  });

  test("leaves the last environment, since synth refuses none", async () => {
    expect(await refused(removeEnvironment(staging, [staging], true))).toEqual([
      "staging is the last environment: add another before",
    ]);
  });
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

test.each(Object.entries({ large, small }))(
  "%s is the same environment but for its name and the values, as an engineer reads it",
  (name, props) => {
    const file = `${name}.ts`;
    const edited = editedSource(sourceOf(file), "eu-west", values);
    expect(declaredBy(edited)).toEqual(["euWest", withValues(props, { ...values, name: "eu-west" })]);
    // What people wrote stays: no line is another one without a reason.
    const before = new Set(sourceOf(file).split("\n"));
    expect(edited.split("\n").filter((line) => !before.has(line)).length).toBeLessThan(12);
  },
);

test("what belongs to the other environment alone can be taken away", () => {
  const source = editedSource(sourceOf("small.ts"), "a", { "cluster.uid": "0-1" });
  expect(source).toContain('uid: "0-1"');
  expect(declaredBy(editedSource(source, "a", { "cluster.uid": undefined }))[1].cluster).toEqual(
    small.cluster,
  );
});

test.each([
  ["default", "environmentDefault"],
  ["1e3", "environment1e3"],
])("%s, which is no word for a constant, is called %s", (name, word) => {
  expect(declaredBy(editedSource(sourceOf("small.ts"), name, {}))[0]).toBe(word);
});

test("a file that declares nothing is no model", () => {
  expect(() => editedSource("export const a = 1;", "a", {})).toThrow("it declares no environment({ … })");
});
