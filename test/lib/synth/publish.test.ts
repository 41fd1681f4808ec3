import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publish } from "../../../lib/synth/publish";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "publish-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const files = (contents: Readonly<Record<string, string>>) => new Map(Object.entries(contents));

test("after a change the folder holds the new files alone, and what has not changed is the very same file", () => {
  const target = join(folder, "out");
  publish(files({ "staging/same.yaml": "1", "staging/other.yaml": "1", "old/gone.yaml": "1" }), target);
  const before = statSync(join(target, "staging/same.yaml"));
  publish(files({ "staging/same.yaml": "1", "staging/other.yaml": "2", "new/added.yaml": "1" }), target);

  expect(readdirSync(target, { recursive: true }).sort()).toEqual([
    "new",
    "new/added.yaml",
    "staging",
    "staging/other.yaml",
    "staging/same.yaml",
  ]);
  expect(readFileSync(join(target, "staging/other.yaml"), "utf8")).toBe("2");
  const after = statSync(join(target, "staging/same.yaml"));
  expect([after.ino, after.mtimeMs, after.nlink]).toEqual([before.ino, before.mtimeMs, 1]);
});

test("files that can't be written leave the folder as it was, and no draft beside it", () => {
  const target = join(folder, "out");
  publish(files({ "staging/a.yaml": "1" }), target);
  // A file in the place of a folder.
  expect(() => {
    publish(files({ "staging/a.yaml": "2", staging: "2" }), target);
  }).toThrow("EISDIR");
  expect(readFileSync(join(target, "staging/a.yaml"), "utf8")).toBe("1");
  expect(readdirSync(folder)).toEqual(["out"]);
});

test("the CLI's folder becomes a link to dist/, however the CLI left it", () => {
  const link = join(folder, ".dist");
  for (const found of ["nothing", "link", "folder"]) {
    if (found === "folder") {
      rmSync(link);
      mkdirSync(link);
    }
    publish(files({ "staging/a.yaml": found }), link);
    expect(readFileSync(join(folder, "dist/staging/a.yaml"), "utf8")).toBe(found);
    expect(existsSync(join(link, "staging/a.yaml"))).toBe(true);
  }
});
