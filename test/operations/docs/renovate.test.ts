import { readFileSync } from "node:fs";
import { join } from "node:path";
import { images } from "../../../lib/images";
import { root } from "../../../operations/root";
import { customManagers, imagesFound } from "../../support/renovate";

test("Renovate finds every image", () => {
  const found = imagesFound("lib/images.ts", readFileSync(join(root, "lib/images.ts"), "utf8"));
  expect(found.sort()).toEqual(Object.values(images).sort());
});

const digest = `sha256:${"0".repeat(64)}`;

test.each([
  ["environments/europe.ts", "fingerprint-api:1.0.0"],
  ["environments/europe.ts", "registry.example.com/team/fingerprint_api:v1.0.0-rc.1"],
  ["environments/europe.ts", `registry.example.com:5000/team/fingerprint-api:1.0.0@${digest}`],
  ["lib/images.ts", `mirror.example.com:5000/prometheus/prometheus:v3.16.0@${digest}`],
])("Renovate finds in %s the image %s, and takes no port for a tag", (file, image) => {
  expect(imagesFound(file, `  image: "${image}",`)).toEqual([image]);
  expect(imagesFound(file, `image: "mirror.example.com:5000/team/fingerprint-api"`)).toEqual([]);
});

test("Renovate writes a digest where it reads it", () => {
  for (const { matchStrings, autoReplaceStringTemplate } of customManagers) {
    const written = autoReplaceStringTemplate
      .replace("{{{depName}}}", "quay.io/prometheus/prometheus")
      .replace("{{{newValue}}}", "v3.16.0")
      .replace("{{#if newDigest}}@{{{newDigest}}}{{/if}}", `@${digest}`);
    const [match] = matchStrings.map((pattern) => new RegExp(`^${pattern}$`).exec(written));
    expect(match?.groups).toMatchObject({ currentValue: "v3.16.0", currentDigest: digest });
  }
});
