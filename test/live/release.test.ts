import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git } from "../../operations/release/repository";
import { tagRelease } from "../../operations/release/tag-release";
import { root } from "../../operations/root";

let repository: string;
const at = (file: string) => join(repository, file);
const commit = () => {
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "--message", "a change");
};
const release = (version = "1.2.0", dryRun = false) =>
  tagRelease({ repository, version, date: "2026-02-03", dryRun });

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), "repository-"));
  cpSync(join(root, "dist"), at("dist"), { recursive: true });
  writeFileSync(at("CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n- A thing.\n");
  writeFileSync(at("package.json"), '{ "name": "deploy", "version": "0.1.0" }\n');
  git(repository, "init", "--quiet");
  git(repository, "config", "user.name", "Somebody");
  git(repository, "config", "user.email", "somebody@example.com");
  commit();
});
afterEach(() => {
  rmSync(repository, { recursive: true });
});

test("a release is a commit with the version in changelog and package, and a tag on it", () => {
  expect(release()).toMatch(/^tagged v1\.2\.0/);
  expect(readFileSync(at("CHANGELOG.md"), "utf8")).toContain(
    "## Unreleased\n\n## 1.2.0 - 2026-02-03\n\n- A thing.",
  );
  expect(JSON.parse(readFileSync(at("package.json"), "utf8"))).toMatchObject({ version: "1.2.0" });
  expect(git(repository, "status", "--porcelain")).toBe("");
  expect(git(repository, "tag", "--points-at", "HEAD")).toBe("v1.2.0");
});

test("a dry run changes nothing", () => {
  const before = git(repository, "rev-parse", "HEAD");
  expect(release("1.2.0", true)).toMatch(/^would commit/);
  expect(git(repository, "rev-parse", "HEAD")).toBe(before);
  expect(git(repository, "status", "--porcelain") + git(repository, "tag")).toBe("");
});

test.each([
  ["no version", () => undefined, "1.2", /1\.2 is no version/],
  [
    "changes that nobody committed",
    () => {
      writeFileSync(at("new"), "");
    },
    "1.2.0",
    /working tree is not clean.*\n.*new/,
  ],
  ["a tag that exists", () => git(repository, "tag", "v1.2.0"), "1.2.0", /the tag v1\.2\.0 exists/],
  [
    "a dist/ that is not what the program makes",
    () => {
      writeFileSync(at("dist/by-hand.yaml"), "");
      commit();
    },
    "1.2.0",
    /dist\/ is not what the program makes.*dist\/by-hand\.yaml/,
  ],
])("%s: refused, and nothing is done", (_, change, version, message) => {
  change();
  const before = git(repository, "rev-parse", "HEAD");
  expect(() => release(version)).toThrow(message);
  expect(git(repository, "rev-parse", "HEAD")).toBe(before);
});
