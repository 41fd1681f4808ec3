import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { imagesFor } from "../../e2e/node/images/images";
import { everyExample } from "../support/examples";

test.each(everyExample)(
  "every image of $environment.name can be served, and says whence",
  ({ manifests }) => {
    const images = imagesFor(manifests);
    expect(images.size).toBeGreaterThan(10);
    for (const { source } of images.values())
      expect(source.startsWith("https://") || existsSync(resolve(__dirname, "../..", source))).toBe(true);
  },
);
