import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "../../operations/docs/generated-pages";
import { root } from "../../operations/root";

test("pages are as the manifests make them: npm run docs writes anew what is listed here", () => {
  const stale = generatedPages().filter(
    ({ file, content }) => readFileSync(join(root, file), "utf8") !== content,
  );
  expect(stale.map(({ file }) => file)).toEqual([]);
});
