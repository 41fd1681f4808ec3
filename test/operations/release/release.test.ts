import { refusePlaceholders } from "../../../operations/release/placeholders";

test("what deploy.sh would refuse to apply is not published for GitOps either", () => {
  const row = (kind: string, name: string) => ({
    kind,
    namespace: "",
    name,
    detail: "x",
    purpose: "is unset",
  });
  const refusing =
    (...prerequisites: ReturnType<typeof row>[]) =>
    () => {
      refusePlaceholders([{ name: "staging", prerequisites }]);
    };
  expect(refusing(row("nodes", "3"))).not.toThrow();
  expect(refusing(row("placeholder", "api.host"), row("placeholder", "api.image"))).toThrow(
    "  staging.api.host = x: is unset\n  staging.api.image = x: is unset",
  );
});
