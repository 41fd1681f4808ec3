import fc from "fast-check";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { isError } from "../../lib/validation/fault";
import { subjects } from "../invariants/every-object";
import { invariants } from "../invariants/invariants";
import { environmentWith, errorsOf, synthesized, withValues } from "../support/environments";
import { validChanges } from "./valid-environments";

test("any valid environment synthesizes objects that satisfy every invariant", () => {
  fc.assert(
    fc.property(validChanges, (changes) => {
      expect(errorsOf(changes)).toEqual([]);
      const made = synthesized(environmentWith(changes));
      expect(made.faults).toEqual([]);
      const all = subjects([made]);
      expect(
        Object.entries(invariants).flatMap(([name, broken]) =>
          broken(all).map((where) => `${name}: ${where}`),
        ),
      ).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test("what synth fills in may as well be written down", () => {
  fc.assert(
    fc.property(validChanges, (changes) => {
      const props = environmentWith(changes);
      expect(checkEnvironments([{ file: "environments/staging.ts", props }]).faults.filter(isError)).toEqual(
        [],
      );
    }),
    { numRuns: 25 },
  );
});

test("the same environment synthesizes to the same objects", () => {
  fc.assert(
    fc.property(validChanges, (changes) => {
      const make = () => JSON.stringify(synthesized(environmentWith(changes)).manifests);
      expect(make()).toBe(make());
    }),
    { numRuns: 5 },
  );
});

/** Every single value of a resolved environment, by its path. */
function leaves(value: unknown, path: string[] = []): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path.join("."), value]];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

/** Values that no prop of this kind takes. */
function corruptions(value: unknown): unknown[] {
  switch (typeof value) {
    case "number":
      return [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "five", null];
    case "boolean":
      return ["yes", 1, null];
    default:
      return [42, true, null, {}, []];
  }
}

/** Props that hold any text, where only another type is wrong. */
const freeText = /^(annotations\.|secrets\.prefix|cluster\.contexts\.|api\.models\.directory)/;

const sound = environmentWith({
  secrets: { source: "external-secrets", store: { name: "vault" } },
  "api.secretVariables": { SIGNING_KEY: "signing-key" },
  labels: { criticality: "high" },
  annotations: { team: "fingerprint" },
});

const soundLeaves = leaves(sound).filter(([path]) => !path.includes("/"));

const faultsAfter = (path: string, value: unknown) =>
  checkEnvironments([
    { file: "environments/staging.ts", props: withValues(sound, { [path]: value }) },
  ]).faults.filter(isError);

/** The field itself, or the union whose choice it is. */
const names = (path: string) => (fault: { path: string }) =>
  fault.path === `staging.${path}` ||
  `staging.${path}`.startsWith(`${fault.path}.`) ||
  fault.path.startsWith(`staging.${path}.`);

test("a value of a wrong kind in any field is refused, naming the field", () => {
  expect(soundLeaves.length).toBeGreaterThan(50);
  const unnoticed = soundLeaves
    .filter(([path]) => path !== "name")
    .flatMap(([path, value]) =>
      corruptions(value)
        .filter((corrupt) => !faultsAfter(path, corrupt).some(names(path)))
        .map((corrupt) => `${path} = ${String(corrupt)}`),
    );
  expect(unnoticed).toEqual([]);
});

test("nothing is concluded from a value of a wrong kind: no other field is blamed for it", () => {
  const blamed = soundLeaves
    .filter(([path]) => path !== "name")
    .flatMap(([path, value]) =>
      corruptions(value).flatMap((corrupt) =>
        faultsAfter(path, corrupt)
          .filter((fault) => !names(path)(fault))
          .map((fault) => `${path} = ${String(corrupt)}: ${fault.path}`),
      ),
    );
  expect(blamed).toEqual([]);
});

test("text that is no such value in any field is refused, naming the field", () => {
  const texts = soundLeaves.filter(
    ([path, value]) => typeof value === "string" && !freeText.test(path) && path !== "name",
  );
  expect(texts.length).toBeGreaterThan(20);
  fc.assert(
    fc.property(
      fc.constantFrom(...texts.map(([path]) => path)),
      fc.constantFrom("!", "a b", "Ünicode", "${x}", "%"),
      (path, corrupt) => {
        expect(faultsAfter(path, corrupt).some(names(path)) ? "refused" : `${path} = ${corrupt}`).toBe(
          "refused",
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("a prop that does not exist is refused anywhere, naming it", () => {
  const parents = [...new Set(soundLeaves.map(([path]) => path.split(".").slice(0, -1).join(".")))].filter(
    // These are maps: their keys are the user's, and are checked as such.
    (path) =>
      !/(^|\.)(labels|annotations|podLabels|secretVariables)$/.test(path) &&
      !/\.(contexts|drop|namespaces|ports|\w*[rR]anges)$/.test(path),
  );
  expect(parents.length).toBeGreaterThan(10);
  const unnoticed = parents.filter((parent) => {
    const path = parent === "" ? "misspelt" : `${parent}.misspelt`;
    return !faultsAfter(path, 1).some((fault) => fault.path === `staging.${path}`);
  });
  expect(unnoticed).toEqual([]);
});

test("a missing field that has no default is named", () => {
  for (const path of [
    "cluster",
    "cluster.name",
    "cluster.nodes",
    "api",
    "api.image",
    "api.host",
    "api.replicas",
  ]) {
    expect(faultsAfter(path, undefined).some(names(path))).toBe(true);
  }
});
