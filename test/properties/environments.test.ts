import fc from "fast-check";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { isError } from "../../lib/validation/fault";
import { subjects } from "../invariants/every-object";
import { invariants } from "../invariants/invariants";
import { environmentWith, errorsOf, synthesized } from "../support/environments";
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

test("a missing field that has no default is named", () => {
  for (const path of [
    "cluster",
    "cluster.name",
    "cluster.nodes",
    "api",
    "api.image",
    "api.host",
    "api.replicas",
  ])
    expect(errorsOf({ [path]: undefined })).toEqual([expect.stringContaining(`staging.${path}: is missing`)]);
});
