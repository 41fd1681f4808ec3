import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readEnvironments } from "../environments";
import { synthesize } from "../lib/synth/synthesize";

/** Every file below a folder, with its content. */
function tree(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );
}

test("dist/ is what the code makes: reviewers read what will be applied", () => {
  const { files, faults } = synthesize(readEnvironments().declarations);
  expect(faults).toEqual([]);
  const [committed, made] = [tree(join(__dirname, "../dist")), Object.fromEntries(files)];
  // Names first: a list of files reads better than a diff of all YAML.
  expect(Object.keys(committed).sort()).toEqual(Object.keys(made).sort());
  expect(Object.keys(made).filter((file) => made[file] !== committed[file])).toEqual([]);
});
