import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironments } from "../../environments/shape/read-environments";
import { filesBelow } from "../../lib/synth/files-below";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";

test("dist/ is what the code makes: reviewers read what will be applied", () => {
  const folder = mkdtempSync(join(tmpdir(), "dist-"));
  try {
    for (const { props } of readEnvironments().declarations) synthesizeEnvironment(props, folder);
    const [committed, made] = [filesBelow(join(__dirname, "../../dist")), filesBelow(folder)];
    // Names first: a list of files reads better than a diff of all YAML.
    expect([...committed.keys()]).toEqual([...made.keys()]);
    expect([...made.keys()].filter((file) => made.get(file) !== committed.get(file))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
