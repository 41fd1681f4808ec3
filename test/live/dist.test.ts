import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironments } from "../../environments/shape/read-environments";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";

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
  const folder = mkdtempSync(join(tmpdir(), "dist-"));
  try {
    for (const { props } of readEnvironments().declarations) synthesizeEnvironment(props, folder);
    const [committed, made] = [tree(join(__dirname, "../../dist")), tree(folder)];
    // Names first: a list of files reads better than a diff of all YAML.
    expect(Object.keys(committed).sort()).toEqual(Object.keys(made).sort());
    expect(Object.keys(made).filter((file) => made[file] !== committed[file])).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
