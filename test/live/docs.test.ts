import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "../../operations/docs/generated-pages";
import { markdownFiles } from "../../operations/docs/markdown-files";
import { prerequisitesIn } from "../../operations/manifests/environment-manifests";
import { root } from "../../operations/root";

test.each(generatedPages())(
  "$file is as the manifests make it: npm run docs writes it anew",
  ({ file, content }) => {
    expect(readFileSync(join(root, file), "utf8")).toBe(content);
  },
);

test("a Secret that a page makes has the keys that staging asks for", () => {
  const asked = new Map(
    prerequisitesIn(join(root, "dist/staging"))
      .filter(({ kind }) => kind === "secret")
      .map(({ name, detail }) => [name, detail.split(",").sort()]),
  );
  const made = markdownFiles().flatMap(({ blocks }) =>
    blocks.flatMap(({ code }) => [
      ...code.matchAll(/create secret generic (\S+) .*<<VALUES.*\n([^]*?)\nVALUES/g),
    ]),
  );
  expect(made.length).toBeGreaterThan(4);
  expect(new Set(made.map(([, name]) => name))).toEqual(new Set(asked.keys()));
  for (const [, name = "", lines = ""] of made)
    expect([name, [...lines.matchAll(/^(\S+)=/gm)].map(([, key]) => key).sort()]).toEqual([
      name,
      asked.get(name),
    ]);
});
