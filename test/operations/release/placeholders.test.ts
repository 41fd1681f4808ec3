import { refusePlaceholders } from "../../../operations/release/placeholders";

const row = (kind: string, name: string) => ({
  kind,
  namespace: "-",
  name,
  detail: "x",
  purpose: "is unset",
});

test("what deploy.sh would refuse to apply is not published for GitOps either", () => {
  const environments = [
    { name: "production", prerequisites: [row("placeholder", "api.host"), row("nodes", "3")] },
    { name: "staging", prerequisites: [row("placeholder", "api.image")] },
  ];
  expect(() => {
    refusePlaceholders(environments);
  }).toThrow("  production.api.host = x: is unset\n  staging.api.image = x: is unset");
});

test("an environment without placeholders is published", () => {
  expect(() => {
    refusePlaceholders([{ name: "production", prerequisites: [row("nodes", "3")] }]);
  }).not.toThrow();
});
