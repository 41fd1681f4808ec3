import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { git } from "../git";
import { root } from "../root";

const parser = new MarkdownIt({ html: true });

/** The anchor that GitHub gives a heading, which gets a number where others before it have the same. */
function anchorOf(heading: string, i: number, headings: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "");
  const times = headings.slice(0, i).filter((before) => plain(before) === plain(heading)).length;
  return `${plain(heading).replaceAll(" ", "-")}${times === 0 ? "" : `-${String(times)}`}`;
}

/** What can be checked about a page. */
export function markdownPage(text: string) {
  const tokens = parser.parse(text, {});
  const headings = tokens.flatMap(({ type }, i) =>
    type === "heading_open" ? [(tokens[i + 1]?.children ?? []).map(({ content }) => content).join("")] : [],
  );
  return {
    headings,
    /** As GitHub makes them. */
    anchors: new Set(headings.map(anchorOf)),
    /** Targets of links and images. */
    links: tokens
      .flatMap(({ children }) => children ?? [])
      .flatMap((token) => token.attrGet("href") ?? token.attrGet("src") ?? [])
      .map(String),
    /** Fenced code, what stands after the fence, such as `sh`, and the line that it begins on, counted from 1. */
    blocks: tokens
      .filter(({ type }) => type === "fence")
      .map(({ info, content, map }) => ({ language: info.trim(), code: content, line: (map?.[0] ?? 0) + 2 })),
  };
}

/** Every Markdown page of this repository that git knows or would add, by its path from the root. */
export function markdownFiles() {
  return git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md")
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(root, file)))
    .map((file) => ({ file, ...markdownPage(readFileSync(join(root, file), "utf8")) }));
}

/** Every command line of a block that runs kubectl, continued lines joined. */
export function kubectlLines(code: string): string[] {
  return (
    code
      .replaceAll(/\\\n\s*/g, " ")
      .split("\n")
      .flatMap((line) => line.split(/\s(?:\||&&|;)\s|;\s+do\s/))
      // `POD=$(kubectl get …)`
      .map((part) => part.trim().replace(/^\w+=\$\((.*?)\)?$/, "$1"))
      .filter((part) => part.startsWith("kubectl "))
  );
}
