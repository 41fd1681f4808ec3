import { placeholderWarning, placeholdersOf } from "../../environments/shape/placeholders";
import { faultLine } from "../../lib/validation/fault";
import { refusePlaceholders } from "../../operations/release/repository";
import { environmentWith } from "../support/environments";

const own = (values: object) =>
  environmentWith({
    "api.image": "registry.acme.io/fingerprint-api:1.0.0",
    "api.host": "fingerprint.acme.io",
    "monitoring.notifications.email": {
      relay: "smtp.acme.io",
      username: "alerts@acme.io",
      from: "alerts@acme.io",
      to: "team@acme.io",
    },
    "monitoring.grafana.externalUrl": "https://grafana.acme.io",
    "monitoring.runbooksUrl": "https://git.acme.io/runbooks",
    ...values,
  });

test.each([
  ["api.host", "api.example.com"],
  ["monitoring.runbooksUrl", "https://git.acme.invalid/runbooks"],
  ["api.image", "fingerprint-api:1.0.0"],
])("%s = %s is a placeholder", (path, value) => {
  expect(placeholdersOf(own({ [path]: value }))).toMatchObject([{ path, value }]);
});

test.each([
  ["api.image", "registry.acme.io/team/fingerprint-api:1.0.0"],
  ["api.image", "localhost:5000/fingerprint-api:1.0.0"],
  ["api.host", "counterexample.com"],
  ["api.host", "api.example.acme.io"],
])("%s = %s is none, and nothing is said", (path, value) => {
  expect(placeholderWarning(own({ [path]: value }))).toEqual([]);
});

test("one warning names all of them", () => {
  const both = own({ "api.host": "api.example.com", "api.image": "fingerprint-api:1.0.0" });
  expect(placeholderWarning(both).map(faultLine)).toEqual([
    'staging: holds placeholders, which deploy.sh refuses to apply: api.image = "fingerprint-api:1.0.0", api.host = "api.example.com"',
  ]);
});

test("what deploy.sh would refuse to apply is not published for GitOps either", () => {
  const row = { namespace: "", name: "api.host", detail: "x", purpose: "is unset" };
  const publishing = (kind: string) => () => {
    refusePlaceholders([{ name: "staging", prerequisites: [{ ...row, kind }] }]);
  };
  expect(publishing("nodes")).not.toThrow();
  expect(publishing("placeholder")).toThrow("\n  staging.api.host = x: is unset");
});
