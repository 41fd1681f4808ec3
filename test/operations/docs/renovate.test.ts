import { readFileSync } from "node:fs";
import { join } from "node:path";
import { images } from "../../../lib/images";
import { root } from "../../../operations/manifests/read-dist";

interface Configuration {
  readonly customManagers: readonly {
    readonly managerFilePatterns: string[];
    readonly matchStrings: string[];
    readonly autoReplaceStringTemplate: string;
  }[];
}

const { customManagers } = JSON.parse(readFileSync(join(root, "renovate.json"), "utf8")) as Configuration;

/** Images that Renovate would find in a file, as `name:version`. */
function found(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return customManagers
    .filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => new RegExp(pattern.replace(/^\/|\/$/g, "")).test(file)),
    )
    .flatMap(({ matchStrings }) => matchStrings)
    .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))])
    .map(({ groups = {} }) => `${groups["depName"] ?? ""}:${groups["currentValue"] ?? ""}`);
}

test("Renovate finds every image", () => {
  expect(found("lib/images.ts").sort()).toEqual(Object.values(images).sort());
});

test("Renovate finds the API's image in an environment's file", () => {
  expect(found("environments/production.ts")).toEqual(["fingerprint-api:1.0.0"]);
});

test("Renovate writes a digest where it reads it", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  for (const { matchStrings, autoReplaceStringTemplate } of customManagers) {
    const written = autoReplaceStringTemplate
      .replace("{{{depName}}}", "quay.io/prometheus/prometheus")
      .replace("{{{newValue}}}", "v3.16.0")
      .replace("{{#if newDigest}}@{{{newDigest}}}{{/if}}", `@${digest}`);
    const [match] = matchStrings.map((pattern) => new RegExp(`^${pattern}$`).exec(written));
    expect(match?.groups).toMatchObject({ currentValue: "v3.16.0", currentDigest: digest });
  }
});
