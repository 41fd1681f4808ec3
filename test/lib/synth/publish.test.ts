import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publish } from "../../../lib/synth/publish";
import { temporaryFolder } from "../../support/temporary-folder";

/** Publishes a file for each environment. What is said of each: files, and how many of them changed. */
function publishTexts(outdir: string, texts: Readonly<Record<string, string>>) {
  const files = Object.entries(texts).map(([name, text]) => [name, new Map([["a.yaml", text]])] as const);
  const published = publish(outdir, new Map(files));
  return published.map(({ environment, files, changed }) => [environment, files, changed]);
}

test("what changed, came or went is counted, and what is as it was stays", () => {
  const folder = temporaryFolder();
  const target = join(folder, "out");
  const file = join(target, "staging/a.yaml");
  expect(publishTexts(target, { old: "1", staging: "1" })).toEqual([
    ["old", 1, 1],
    ["staging", 1, 1],
  ]);
  const { ino } = statSync(file);
  publishTexts(target, { old: "1", staging: "1" });
  expect(statSync(file).ino).toBe(ino);
  writeFileSync(join(target, "staging/gone.yaml"), "");
  expect(publishTexts(target, { added: "1", staging: "2" })).toEqual([
    ["added", 1, 1],
    ["staging", 1, 2],
  ]);
  expect(readFileSync(file, "utf8")).toBe("2");
  const left = ["added", "added/a.yaml", "staging", "staging/a.yaml"];
  expect(readdirSync(target, { recursive: true }).sort()).toEqual(left);
  expect(readdirSync(folder)).toEqual(["out"]);
});

test("the CLI's folder holds a link for each environment, however the CLI left it", () => {
  const links = join(temporaryFolder(), ".dist");
  for (const found of ["nothing", "links", "empty"]) {
    if (found === "empty") {
      rmSync(links, { recursive: true });
      mkdirSync(links);
    }
    publishTexts(links, { staging: found });
    expect(readFileSync(join(links, "../dist/staging/a.yaml"), "utf8")).toBe(found);
    expect(readdirSync(links)).toEqual(["staging.yaml"]);
    expect(readlinkSync(join(links, "staging.yaml"))).toBe("../dist/staging/kustomization.yaml");
  }
});
