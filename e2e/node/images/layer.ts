import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Header, type Pack, pack } from "tar-stream";

/** Something in an image, by its absolute path. Folders above it are made as needed, root's and readable by all. */
export type Entry = { readonly path: string } & (
  | { readonly file: string }
  | { readonly text: string; readonly mode?: number }
  | { readonly link: string }
  | { readonly owner: number; readonly group: number; readonly mode: number }
);

/** A blob of an image: its digest and size, and its file. */
export interface Blob {
  /** `sha256:…`, over the content. */
  readonly digest: string;

  /** Bytes. */
  readonly size: number;
  readonly file: string;
}

/** Writes an uncompressed layer with the entries into the folder of blobs. The same entries give the same digest. */
export async function writeLayer(entries: readonly Entry[], blobs: string): Promise<Blob> {
  mkdirSync(blobs, { recursive: true });
  const draft = join(blobs, `draft-${draftNumber++}`);
  const archive = pack();
  const hash = createHash("sha256");
  archive.on("data", (piece) => hash.update(piece as Buffer));
  const written = pipeline(archive, createWriteStream(draft));
  await Promise.all([written, fill(archive, entries)]);
  const digest = hash.digest("hex");
  const file = join(blobs, digest);
  renameSync(draft, file);
  return { digest: `sha256:${digest}`, size: statSync(file).size, file };
}

let draftNumber = 0;

async function fill(archive: Pack, entries: readonly Entry[]): Promise<void> {
  const folders = new Set<string>(["/"]);
  const folder = (path: string, more: Partial<Header> = {}) => {
    if (folders.has(path)) return;
    folder(dirname(path));
    folders.add(path);
    archive.entry({
      ...common,
      ...more,
      name: `${path.slice(1)}/`,
      type: "directory",
      mode: more.mode ?? 0o755,
    });
  };
  for (const entry of entries) {
    const { path } = entry;
    if ("owner" in entry) {
      folder(path, { mode: entry.mode, uid: entry.owner, gid: entry.group });
      continue;
    }
    folder(dirname(path));
    const name = path.slice(1);
    if ("link" in entry) archive.entry({ ...common, name, type: "symlink", linkname: entry.link });
    else if ("text" in entry) archive.entry({ ...common, name, mode: entry.mode ?? 0o644 }, entry.text);
    else {
      const { size, mode } = statSync(entry.file);
      const executable = (mode & 0o111) !== 0;
      await pipeline(
        createReadStream(entry.file),
        archive.entry({ ...common, name, size, mode: executable ? 0o755 : 0o644 }),
      );
    }
  }
  archive.finalize();
}

const common = { uid: 0, gid: 0, mtime: new Date(0) } as const;
