import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root";

/** A file of this repository that is made from code or manifests. */
export interface GeneratedFile {
  /** From the repository's root. */
  readonly file: string;
  readonly content: string;
}

/** True where the file does not say so. */
export const isStale = ({ file, content }: GeneratedFile): boolean =>
  !existsSync(join(root, file)) || readFileSync(join(root, file), "utf8") !== content;

/**
 * A page that people write, with parts that are generated. A part stands
 * between `<!-- generated: <name> -->` and `<!-- end of <name> -->`.
 *
 * @throws when the page lacks the marks of a part
 */
export function generatedParts(file: string, parts: Readonly<Record<string, string>>): GeneratedFile {
  let content = readFileSync(join(root, file), "utf8");
  for (const [name, part] of Object.entries(parts)) {
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`];
    const [from, to] = [content.indexOf(begin), content.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${file} has no part between ${begin} and ${end}`);
    const ignore = ["<!-- prettier-ignore-start -->", "<!-- prettier-ignore-end -->"];
    content = [content.slice(0, from) + begin, ignore[0], part, ignore[1], content.slice(to)].join("\n\n");
  }
  return { file, content };
}
