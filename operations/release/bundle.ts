import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/** Files as `sha256sum --check` reads them. */
export function checksums(files: ReadonlyMap<string, string>): string {
  return [...files]
    .map(([name, text]) => `${createHash("sha256").update(text).digest("hex")}  ${name}\n`)
    .join("");
}

/** Files as a compressed archive. The same files give the same bytes, whoever packs them and when. */
export async function bundle(files: ReadonlyMap<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of files) archive.entry({ name, mtime: new Date(0), mode: 0o644 }, text);
  archive.finalize();
  return gzipSync(await buffer(archive));
}
