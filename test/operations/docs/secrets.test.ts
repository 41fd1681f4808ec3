import { markdownFiles } from "../../../operations/docs/markdown-files";
import { exampleDist } from "../../support/example-dist";

test("a Secret that a page makes has the keys that a small environment asks for", () => {
  const asked = new Map(
    exampleDist
      .find(({ name }) => name === "staging")!
      .prerequisites.filter(({ kind }) => kind === "secret")
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
