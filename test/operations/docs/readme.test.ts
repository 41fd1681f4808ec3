import { checkEnvironments } from "../../../environments/shape/check-environments";
import { faultLine } from "../../../lib/validation/fault";
import { markdownFiles } from "../../../operations/docs/markdown-files";
import { large } from "../../environments/large";
import { withValues } from "../../support/environments";

const readme = markdownFiles().find(({ file }) => file === "README.md");

test("the README shows the messages that its mistakes give", () => {
  const props = withValues(large, {
    "api.replicas.min": 19,
    "api.replicas.max": 18,
    "api.host": "not a host",
  });
  const { faults } = checkEnvironments([{ file: "environments/production.ts", props }]);
  const shown = readme?.blocks.find(({ code }) => code.includes("Nothing was written."))?.code;
  expect(shown?.trim().split("\n")).toEqual([
    ...faults.map((fault) => `error: ${faultLine(fault)}`),
    "Nothing was written.",
  ]);
});
