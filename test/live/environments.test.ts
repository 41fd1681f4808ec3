import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkEnvironments } from "../../environments/shape/check-environments";
import { readEnvironments } from "../../environments/shape/read-environments";
import { faultLine, isError } from "../../lib/validation/fault";
import { root } from "../../operations/root";
import { brokenPromises } from "../invariants/broken-promises";
import { imagesFound } from "../support/renovate";
import { resolved, synthesized } from "../support/environments";

const { declarations, faults } = readEnvironments();

test("every file is a sound environment, by itself and beside the others", () => {
  const all = [...faults, ...checkEnvironments(declarations).faults];
  expect(all.filter(isError).map(faultLine)).toEqual([]);
});

test.each(declarations)("$file keeps every promise", ({ props }) => {
  expect(brokenPromises(synthesized(resolved(props)))).toEqual([]);
});

test.each(declarations)("Renovate finds the API's image in $file", ({ file, props }) => {
  expect(imagesFound(file, readFileSync(join(root, file), "utf8"))).toEqual([props.api.image]);
});
