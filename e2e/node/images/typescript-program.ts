import { transformSync } from "@swc/core";
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Entry } from "./layer";

const root = resolve(__dirname, "../../..");

/** Where images have what is written in TypeScript. */
const programs = "/opt/programs";

/** Path inside an image of a program of `containers/`, for its entry point. */
export const programPath = (name: string): string => join(programs, "e2e/node/containers", `${name}.js`);

/** A program of `containers/` and all that it imports from this project, as JavaScript. */
export function typescriptProgram(name: string): Entry[] {
  const found = new Map<string, Entry>();
  add(resolve(__dirname, "../containers", name), found);
  return [...found.values()];
}

function add(module: string, found: Map<string, Entry>): void {
  if (found.has(module)) return;
  const { code } = transformSync(readFileSync(`${module}.ts`, "utf8"), {
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
  });
  found.set(module, { path: join(programs, `${relative(root, module)}.js`), text: code });
  for (const [, imported = ""] of code.matchAll(/require\("(\.[^"]+)"\)/g))
    add(join(dirname(module), imported), found);
}
