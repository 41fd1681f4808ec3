import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root";
import { type MarkdownPage, markdownPage } from "./markdown-page";

/** A page of this repository. */
export interface MarkdownFile extends MarkdownPage {
  /** From the repository's root. */
  readonly file: string;
}

/** Every Markdown page that git knows or would add. */
export function markdownFiles(): MarkdownFile[] {
  return execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(root, file)))
    .map((file) => ({ file, ...markdownPage(readFileSync(join(root, file), "utf8")) }));
}
