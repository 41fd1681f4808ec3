import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** An empty folder, which is gone once all tests of the file have run. */
export function temporaryFolder(inside = tmpdir()): string {
  const folder = mkdtempSync(join(inside, "fingerprint-"));
  folders.push(folder);
  return folder;
}
