import MarkdownIt from "markdown-it";

/** A fenced block of code. */
export interface CodeBlock {
  /** What stands after the fence: `sh`, `promql`. */
  readonly language: string;
  readonly code: string;
  /** The line that the code begins on, counted from 1. */
  readonly line: number;
}

/** What can be checked about a page. */
export interface MarkdownPage {
  /** Headings in order, without their marks. */
  readonly headings: readonly string[];
  /** Anchors that links may point to, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of links and images. */
  readonly links: readonly string[];
  readonly blocks: readonly CodeBlock[];
}

const parser = new MarkdownIt({ html: true });

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
    .replaceAll(" ", "-");
}

function anchorsOf(headings: readonly string[]): Set<string> {
  const seen = new Map<string, number>();
  return new Set(
    headings.map((heading) => {
      const anchor = anchorOf(heading);
      const times = seen.get(anchor) ?? 0;
      seen.set(anchor, times + 1);
      return times === 0 ? anchor : `${anchor}-${String(times)}`;
    }),
  );
}

/** Reads a Markdown page. */
export function markdownPage(text: string): MarkdownPage {
  const tokens = parser.parse(text, {});
  const inline = tokens.flatMap(({ children }) => children ?? []);
  const headings = tokens.flatMap((token, i) =>
    token.type === "heading_open"
      ? [(tokens[i + 1]?.children ?? []).map(({ content }) => content).join("")]
      : [],
  );
  return {
    headings,
    anchors: anchorsOf(headings),
    links: inline.flatMap((token) => {
      const target =
        token.type === "link_open"
          ? token.attrGet("href")
          : token.type === "image"
            ? token.attrGet("src")
            : null;
      return target === null ? [] : [String(target)];
    }),
    blocks: tokens
      .filter(({ type }) => type === "fence")
      .map(({ info, content, map }) => ({ language: info.trim(), code: content, line: (map?.[0] ?? 0) + 2 })),
  };
}
