import fc from "fast-check";
import { brokenPromises } from "../invariants/broken-promises";
import { environmentWith, errorsOf, resolved, synthesized } from "../support/environments";
import { validChanges } from "./valid-environments";

test("any valid environment keeps every promise, and what synth fills in may as well be written down", () => {
  fc.assert(
    fc.property(validChanges, (changes) => {
      const environment = environmentWith(changes);
      expect(brokenPromises(synthesized(environment))).toEqual([]);
      expect(resolved(environment)).toEqual(environment);
    }),
    { numRuns: 15 },
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
