import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../operations/root";

type Manager = Record<"managerFilePatterns" | "matchStrings", string[]> & {
  autoReplaceStringTemplate: string;
};

export const customManagers: readonly Manager[] = JSON.parse(
  readFileSync(join(root, "renovate.json"), "utf8"),
).customManagers;

/** Images that Renovate would find in a file's text, with their tags and digests. */
export function imagesFound(file: string, text: string): string[] {
  return customManagers
    .filter(({ managerFilePatterns }) =>
      managerFilePatterns.some((pattern) => new RegExp(pattern.replace(/^\/|\/$/g, "")).test(file)),
    )
    .flatMap(({ matchStrings }) => matchStrings)
    .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))])
    .map(({ groups: { depName, currentValue, currentDigest } = {} }) =>
      [[depName, currentValue].join(":"), ...(currentDigest === undefined ? [] : [currentDigest])].join("@"),
    );
}
