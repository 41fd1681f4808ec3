import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Output } from "../../../lib/synth/output";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "output-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Publishes files by environment and name. */
function publish(outdir: string, files: Readonly<Record<string, string>>): void {
  const output = new Output(outdir);
  for (const [environment, content] of Object.entries(files)) {
    mkdirSync(output.folder(environment), { recursive: true });
    writeFileSync(join(output.folder(environment), "a.yaml"), content);
  }
  output.publish();
}

test("after a change the folder holds the new files alone", () => {
  const target = join(folder, "out");
  publish(target, { staging: "1", old: "1" });
  publish(target, { staging: "2", added: "1" });
  expect(readdirSync(target, { recursive: true }).sort()).toEqual([
    "added",
    "added/a.yaml",
    "staging",
    "staging/a.yaml",
  ]);
  expect(readFileSync(join(target, "staging/a.yaml"), "utf8")).toBe("2");
  expect(readdirSync(folder)).toEqual(["out"]);
});

test("the CLI's folder becomes a link to dist/, however the CLI left it", () => {
  const link = join(folder, ".dist");
  for (const found of ["nothing", "link", "folder"]) {
    if (found === "folder") {
      rmSync(link);
      mkdirSync(link);
    }
    publish(link, { staging: found });
    expect(readFileSync(join(folder, "dist/staging/a.yaml"), "utf8")).toBe(found);
    expect(existsSync(join(link, "staging/a.yaml"))).toBe(true);
  }
});
