import { join } from "node:path";
import { errorsOf } from "../support/environments";
import { dataFile } from "../../verify/data-file";

const mistakes = dataFile(join(__dirname, "mistakes.yaml")) as readonly {
  readonly what: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly told: string;
}[];

test.each(mistakes)("$what is refused, naming the prop and the remedy", ({ changes, told }) => {
  expect(errorsOf(changes)).toEqual([expect.stringMatching(told)]);
});
