import fc from "fast-check";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { placeholderWarning, placeholdersOf } from "../../environments/shape/placeholders";
import { faultLine } from "../../lib/validation/fault";
import { withEdits } from "../../verify/edits/edited";
import { editsOf } from "../../verify/edits/edits";
import { large } from "../environments/large";
import { brokenPromises } from "../invariants/broken-promises";
import { environmentWith, errorsOf, resolved, synthesized, withValues } from "../support/environments";

const base = environmentWith();

/** Some props, each with one of its other values. */
const someEdits = fc
  .shuffledSubarray(editsOf(base), { minLength: 100 })
  .chain((props) => fc.tuple(...props.map((edits) => fc.constantFrom(...edits))));

test("any valid environment keeps every promise, and what synth fills in may as well be written down", () => {
  fc.assert(
    fc.property(someEdits, (edits) => {
      const { environments } = withEdits({ environments: [base], made: [] }, edits);
      const environment = resolved(environments[0]!);
      expect(brokenPromises(synthesized(environment))).toEqual([]);
      expect(resolved(environment)).toEqual(environment);
    }),
    { numRuns: 4 },
  );
});

test("a missing field that has no default is named", () => {
  for (const path of "cluster cluster.name cluster.nodes api api.image api.host api.replicas".split(" "))
    expect(errorsOf({ [path]: undefined })).toEqual([expect.stringContaining(`staging.${path}: is missing`)]);
});

const real = {
  "api.image": "registry.acme.io/fingerprint-api:1.0.0",
  "api.host": "fingerprint.acme.io",
  "monitoring.notifications.email": {
    relay: "smtp.acme.io",
    username: "alerts@acme.io",
    from: "alerts@acme.io",
    to: "team@acme.io",
    criticalTo: "on-call@acme.io",
  },
  "monitoring.grafana.externalUrl": "https://grafana.acme.io",
  "monitoring.runbooksUrl": "https://git.acme.io/runbooks",
};

function ownWith(values: object) {
  const props = withValues(large, { ...real, ...values });
  const { environments } = checkEnvironments([{ file: "environments/production.ts", props }]);
  return environments[0]!;
}

test("an environment with names of one's own has no placeholder, and nothing is said", () => {
  expect(placeholdersOf(ownWith({}))).toEqual([]);
  expect(placeholderWarning(ownWith({}))).toEqual([]);
});

test.each([
  ["api.host", "api.example.com"],
  ["api.host", "api.example.org"],
  ["api.host", "api.acme.test"],
  ["monitoring.runbooksUrl", "https://git.acme.invalid/runbooks"],
  ["api.image", "fingerprint-api:1.0.0"],
  ["api.image", "acme/fingerprint-api:1.0.0"],
])("%s = %s is a placeholder", (path, value) => {
  expect(placeholdersOf(ownWith({ [path]: value }))).toMatchObject([{ path, value }]);
});

test.each([
  ["api.image", "registry.acme.io/team/fingerprint-api:1.0.0"],
  ["api.image", "localhost:5000/fingerprint-api:1.0.0"],
  ["api.image", `ghcr.io/acme/fingerprint-api@sha256:${"0".repeat(64)}`],
  ["api.host", "counterexample.com"],
  ["api.host", "api.example.acme.io"],
])("%s = %s is none", (path, value) => {
  expect(placeholdersOf(ownWith({ [path]: value }))).toEqual([]);
});

test("one warning names all of them", () => {
  const [warning, ...others] = placeholderWarning(
    ownWith({ "api.host": "api.example.com", "api.image": "fingerprint-api:1.0.0" }),
  );
  expect(others).toEqual([]);
  expect(warning).toMatchObject({ level: "warning" });
  expect(warning && faultLine(warning)).toBe(
    'production: holds placeholders, which deploy.sh refuses to apply: api.image = "fingerprint-api:1.0.0", api.host = "api.example.com"',
  );
});
