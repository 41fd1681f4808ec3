import { refusePlaceholders } from "../../../operations/release/repository";

test("what deploy.sh would refuse to apply is not published for GitOps either", () => {
  const refusing =
    (...kinds: string[]) =>
    () => {
      const prerequisites = kinds.map((kind) => {
        return { kind, namespace: "", name: "api.host", detail: "x", purpose: "is unset" };
      });
      refusePlaceholders([{ name: "staging", prerequisites }]);
    };
  expect(refusing("nodes")).not.toThrow();
  expect(refusing("nodes", "placeholder")).toThrow("\n  staging.api.host = x: is unset");
});
