import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../operations/root";
import { everyExample } from "../../support/every-example";

const page = readFileSync(join(root, "docs/operations/day-0.md"), "utf8");
const staging = everyExample.find(({ environment }) => environment.name === "staging")!;

test("whoever follows day 0 makes every Secret that preflight asks for, with its keys", () => {
  const made = new Map(
    [...page.matchAll(/create secret generic (\S+) -n (\S+) .*<<VALUES\n([^]*?)\nVALUES/g)].map(
      ([, name, namespace, lines = ""]) => [
        `${namespace!}/${name!}`,
        lines
          .split("\n")
          .map((line) => line.replace(/=.*/, ""))
          .sort(),
      ],
    ),
  );
  const needed = new Map(
    staging.prerequisites
      .filter(({ kind }) => kind === "secret")
      .map(({ namespace = "", name, detail = "" }) => [`${namespace}/${name}`, detail.split(",").sort()]),
  );
  expect(made).toEqual(needed);
});
