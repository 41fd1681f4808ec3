import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { git } from "../git";
import { root } from "../root";

/** What can be checked about a page. */
export interface MarkdownPage {
  /** Headings in order, without their marks. */
  readonly headings: readonly string[];
  /** Anchors that links may point to, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of links and images. */
  readonly links: readonly string[];
  /** Fenced code with what stands after the fence, such as `sh`, and the line that it begins on, counted from 1. */
  readonly blocks: readonly { readonly language: string; readonly code: string; readonly line: number }[];
}

const parser = new MarkdownIt({ html: true });

/** The anchor that GitHub gives a heading, which gets a number where others before it have the same. */
function anchorOf(heading: string, i: number, headings: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "");
  const times = headings.slice(0, i).filter((before) => plain(before) === plain(heading)).length;
  return `${plain(heading).replaceAll(" ", "-")}${times === 0 ? "" : `-${String(times)}`}`;
}

/** Reads a Markdown page. */
export function markdownPage(text: string): MarkdownPage {
  const tokens = parser.parse(text, {});
  const headings = tokens.flatMap(({ type }, i) =>
    type === "heading_open" ? [(tokens[i + 1]?.children ?? []).map(({ content }) => content).join("")] : [],
  );
  return {
    headings,
    anchors: new Set(headings.map(anchorOf)),
    links: tokens
      .flatMap(({ children }) => children ?? [])
      .flatMap((token) => token.attrGet("href") ?? token.attrGet("src") ?? [])
      .map(String),
    blocks: tokens
      .filter(({ type }) => type === "fence")
      .map(({ info, content, map }) => ({ language: info.trim(), code: content, line: (map?.[0] ?? 0) + 2 })),
  };
}

/** Every Markdown page of this repository that git knows or would add, by its path from the root. */
export function markdownFiles(): (MarkdownPage & { readonly file: string })[] {
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
