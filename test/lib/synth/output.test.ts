import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Output, type Published } from "../../../lib/synth/output";
import { temporaryFolder } from "../../support/temporary-folder";

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

/** Publishes files by environment and name. */
function publish(outdir: string, files: Readonly<Record<string, string>>): Published[] {
  const environments = Object.entries(files).map(
    ([environment, text]) => [environment, new Map([["a.yaml", text]])] as const,
  );
  return new Output(outdir).publish(new Map(environments));
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

test("the CLI's folder holds a link for each environment, however the CLI left it", () => {
  const links = join(folder, ".dist");
  for (const found of ["nothing", "links", "empty"]) {
    if (found === "empty") {
      rmSync(links, { recursive: true });
      mkdirSync(links);
    }
    publish(links, { staging: found });
    expect(readFileSync(join(folder, "dist/staging/a.yaml"), "utf8")).toBe(found);
    expect(readdirSync(links)).toEqual(["staging.yaml"]);
    expect(readlinkSync(join(links, "staging.yaml"))).toBe("../dist/staging/kustomization.yaml");
  }
  // As the CLI does.
  rmSync(links, { recursive: true });
  expect(readdirSync(join(folder, "dist/staging"))).toEqual(["a.yaml"]);
});

test("what is as it was stays, and an environment that is gone goes", () => {
  const target = join(folder, "out");
  const file = join(target, "staging/a.yaml");
  publish(target, { staging: "1", old: "1" });
  const { ino } = statSync(file);
  publish(target, { staging: "1", old: "1" });
  expect(statSync(file).ino).toBe(ino);
  publish(target, { staging: "1" });
  expect(readdirSync(target)).toEqual(["staging"]);
});

test("files that changed, came or went are counted", () => {
  const target = join(folder, "out");
  expect(publish(target, { production: "1", staging: "1" })).toEqual([
    { environment: "production", files: 1, changed: 1 },
    { environment: "staging", files: 1, changed: 1 },
  ]);
  writeFileSync(join(target, "staging/gone.yaml"), "");
  expect(publish(target, { production: "1", staging: "2" })).toEqual([
    { environment: "production", files: 1, changed: 0 },
    { environment: "staging", files: 1, changed: 2 },
  ]);
});
