import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "../../operations/docs/generated-pages";
import { root } from "../../operations/root";

test.each(generatedPages())(
  "$file is as the manifests make it: npm run docs writes it anew",
  ({ file, content }) => {
    expect(readFileSync(join(root, file), "utf8")).toBe(content);
  },
);
