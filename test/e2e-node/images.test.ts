import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { imagesFor } from "../../e2e/node/images/images";
import { everyExample } from "../support/examples";

test.each(everyExample)("each image of $environment.name has a source to be served from", ({ manifests }) => {
  const images = imagesFor(manifests);
  expect(images.size).toBeGreaterThan(10);
  for (const { source } of images.values())
    expect(source.startsWith("https://") || existsSync(resolve(__dirname, "../..", source))).toBe(true);
});
