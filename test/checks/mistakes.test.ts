import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { errorsOf } from "../support/environments";

const mistakes = parse(readFileSync(join(__dirname, "mistakes.yaml"), "utf8")) as readonly {
  readonly what: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly told: string;
}[];

test.each(mistakes)("$what is refused, naming the prop and the remedy", ({ changes, told }) => {
  expect(errorsOf(changes)).toEqual([expect.stringMatching(told)]);
});
