import { releasedChangelog } from "../../../operations/release/changelog";
import { refusePlaceholders } from "../../../operations/release/placeholders";

const changelog =
  "# Changelog\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## 1.0.0 - 2026-01-01\n\n- The first.\n";

test("what is unreleased goes under the version, what was released stays, and the next change finds its place", () => {
  expect(releasedChangelog(changelog, "1.1.0", "2026-02-03")).toBe(
    "# Changelog\n\n## Unreleased\n\n## 1.1.0 - 2026-02-03\n\n### Added\n\n- A thing.\n\n## 1.0.0 - 2026-01-01\n\n- The first.\n",
  );
});

test("a release without news is refused, also right after another", () => {
  const released = releasedChangelog(changelog, "1.1.0", "2026-02-03");
  expect(() => releasedChangelog(released, "1.1.1", "2026-02-04")).toThrow(/nothing under "## Unreleased"/);
});

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
