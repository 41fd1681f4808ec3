import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import * as ts from "typescript";
import type { EnvironmentProps } from "../../../environments/shape/environment";
import * as shape from "../../../environments/shape/environment";
import { editedSource } from "../../../operations/environment/edited-source";
import { withValues } from "../../../operations/environment/with-values";
import { root } from "../../../operations/root";
import { large } from "../../environments/large";
import { small } from "../../environments/small";

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
  ["large.ts", large],
  ["small.ts", small],
] as const)(
  "%s is the same environment but for its name and the values, as an engineer reads it",
  (file, props) => {
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
