import { join } from "node:path";
import { faultLine } from "../../lib/validation/fault";
import { dataFile } from "../../verify/data-file";
import { environmentWith, errorsOf, faultsOf } from "../support/environments";

const read = (file: string) =>
  dataFile(join(__dirname, file)) as readonly {
    readonly what: string;
    readonly changes: Readonly<Record<string, unknown>>;
    readonly told: string;
  }[];

test.each(read("mistakes.yaml"))("$what is refused, naming the prop and the remedy", ({ changes, told }) => {
  expect(errorsOf(changes)).toEqual([expect.stringMatching(told)]);
});

test.each(read("warnings.yaml"))("$what is a warning, and synth goes on", ({ changes, told }) => {
  expect(faultsOf(changes).map(faultLine)).toEqual([expect.stringMatching(told)]);
  expect(environmentWith(changes).name).toBe("staging");
});
