import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { checkEnvironments } from "../../../environments/shape/check-environments";
import { faultLine } from "../../../lib/validation/fault";
import { markdownFiles } from "../../../operations/docs/markdown-page";
import { root } from "../../../operations/root";
import { large } from "../../environments/large";
import { withValues } from "../../support/environments";

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

test("the README shows the messages that its mistakes give", () => {
  const mistakes = { "api.replicas.min": 19, "api.replicas.max": 18, "api.host": "not a host" };
  const props = withValues(large, mistakes);
  const { faults } = checkEnvironments([{ file: "environments/production.ts", props }]);
  const shown = pages.get("README.md")?.blocks.find(({ code }) => code.includes("Nothing was written."));
  expect(shown?.code.trim().split("\n")).toEqual([
    ...faults.map((fault) => `error: ${faultLine(fault)}`),
    "Nothing was written.",
  ]);
});
