import { join } from "node:path";
import { objectChanges } from "../../../operations/review/object-changes";
import { show } from "../../../operations/review/risk";
import { dataFile } from "../../../verify/data-file";
import { deployment } from "../manifest-samples";

type Row = Record<"before" | "after", object> & { readonly what: string; readonly told: readonly string[] };
const rows = dataFile(join(__dirname, "object-changes.yaml")) as readonly Row[];

test.each(rows)("$what", ({ before, after, told }) => {
  const changes = objectChanges([{ ...deployment(), ...before }], [{ ...deployment(), ...after }]);
  const fields = changes.flatMap(({ fields }) => fields);
  expect(fields.map(({ path, before, after }) => `${path}: ${show(before)} → ${show(after)}`)).toEqual(told);
});
