import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { git } from "../git";
import { root } from "../root";
import { type MarkdownPage, markdownPage } from "./markdown-page";

/** A page of this repository. */
export interface MarkdownFile extends MarkdownPage {
  /** From the repository's root. */
  readonly file: string;
}

/** Every Markdown page that git knows or would add. */
export function markdownFiles(): MarkdownFile[] {
  return git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md")
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(root, file)))
    .map((file) => ({ file, ...markdownPage(readFileSync(join(root, file), "utf8")) }));
}
