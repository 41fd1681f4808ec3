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
  "fingerprint-api:1.0.0",
  "registry.example.com/team/fingerprint_api:v1.0.0-rc.1",
  "registry.example.com:5000/fingerprint-api:1.0.0",
  `registry.example.com:5000/team/fingerprint-api:1.0.0@${digest}`,
])("Renovate finds the API's image in an environment's file: %s", (image) => {
  expect(imagesFound("environments/europe.ts", `  image: "${image}",`)).toEqual([image]);
});

test("Renovate finds an image of a registry with a port, and takes no port for a tag", () => {
  const image = `mirror.example.com:5000/prometheus/prometheus:v3.16.0@${digest}`;
  expect(imagesFound("lib/images.ts", `  prometheus: "${image}",`)).toEqual([image]);
  for (const file of ["lib/images.ts", "environments/europe.ts"])
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
