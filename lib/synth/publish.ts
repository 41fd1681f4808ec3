import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** The content of every file by its path below the output folder. */
export type OutputFiles = ReadonlyMap<string, string>;

/** Whether the new file could be made another name of the old one, because they would be the same. */
function linkUnchanged(old: string, file: string, content: string): boolean {
  try {
    if (readFileSync(old, "utf8") !== content) return false;
    linkSync(old, file);
    return true;
  } catch {
    // There is no old file, or this file system knows no hard links.
    return false;
  }
}

/**
 * Writes the files below a folder.
 *
 * @param old where they were written before: what has not changed since then is not written again, and keeps its time
 */
export function writeFiles(files: OutputFiles, folder: string, old?: string): void {
  for (const parent of new Set([...files.keys()].map((file) => dirname(file)))) {
    mkdirSync(join(folder, parent), { recursive: true });
  }
  for (const [file, content] of files) {
    const path = join(folder, file);
    if (old === undefined || !linkUnchanged(join(old, file), path, content)) writeFileSync(path, content);
  }
}

/**
 * Makes a folder hold these files and nothing else, at a stroke: its old content stays until the new is whole.
 *
 * The CLI deletes its output folder before the program has looked at anything.
 * `cdk8s.yaml` therefore names a link, `.dist`: deleting it costs nothing, and
 * `dist/` is replaced only when all is well. Another folder, from
 * `cdk8s synth --output`, is written to as it is.
 */
export function publish(files: OutputFiles, outdir: string): void {
  const linked = basename(outdir) === ".dist";
  const target = linked ? resolve(dirname(outdir), "dist") : resolve(outdir);
  mkdirSync(dirname(target), { recursive: true });
  const draft = mkdtempSync(join(dirname(target), ".dist-draft-"));
  try {
    writeFiles(files, draft, target);
    chmodSync(draft, 0o755);
  } catch (error) {
    rmSync(draft, { recursive: true });
    throw error;
  }
  const old = `${draft}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(draft, target);
  rmSync(old, { recursive: true, force: true });
  if (linked) {
    rmSync(outdir, { recursive: true, force: true });
    symlinkSync(basename(target), outdir);
  }
}
