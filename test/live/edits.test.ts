import fc from "fast-check";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { readEnvironments } from "../../environments/shape/read-environments";
import { withEdits } from "../../verify/edits/edited";
import { editsOf } from "../../verify/edits/edits";
import { brokenPromises } from "../invariants/broken-promises";
import { resolved, synthesized } from "../support/environments";

const { environments } = checkEnvironments(readEnvironments().declarations);
const edits = environments.flatMap(editsOf).flat();

// npm run verify -- --only valid-edits makes all of them, and runs the suites.
test("whatever valid value an engineer writes, the environment keeps every promise", () => {
  expect(edits.length).toBeGreaterThan(500 * environments.length);
  fc.assert(
    fc.property(fc.constantFrom(...edits), (edit) => {
      const { environments: after, made } = withEdits({ environments, made: [] }, [edit]);
      fc.pre(made.length === 1);
      const changed = after.find(({ name }) => name === edit.environment)!;
      expect(brokenPromises(synthesized(resolved(changed)))).toEqual([]);
    }),
    { numRuns: Number(process.env["EDITS"] ?? 15) },
  );
});
