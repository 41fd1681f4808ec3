import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { markdownFiles } from "../../../operations/docs/markdown-files";
import { markdownPage } from "../../../operations/docs/markdown-page";
import { root } from "../../../operations/root";

const pages = new Map(markdownFiles().map((page) => [page.file, page]));

/** What is wrong with a link, from the page that holds it; undefined where nothing is. */
function faultOf(file: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = "", anchor] = decodeURI(link).split("#");
  const target = path === "" ? file : relative(root, join(root, dirname(file), path));
  if (!existsSync(join(root, target))) return `${link}: no such file`;
  if (anchor === undefined) return undefined;
  return pages.get(target)?.anchors.has(anchor) ? undefined : `${link}: no such heading`;
}

test.each([...pages.values()])("links of $file lead somewhere", ({ file, links }) => {
  expect(links.map((link) => faultOf(file, link)).filter((fault) => fault !== undefined)).toEqual([]);
});

test("a link to nowhere is noticed", () => {
  expect(faultOf("README.md", "docs/none.md")).toBe("docs/none.md: no such file");
  expect(faultOf("README.md", "#no-such-heading")).toBe("#no-such-heading: no such heading");
});

test("anchors are made as GitHub makes them", () => {
  const page = markdownPage("# A `code` heading, twice!\n\n## A code heading twice\n\n## P99 > 1 s\n");
  expect([...page.anchors]).toEqual(["a-code-heading-twice", "a-code-heading-twice-1", "p99--1-s"]);
});
