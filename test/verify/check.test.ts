import { type Check, mistake, runCheck } from "../../verify/check";

const refused = mistake("a mistake", /too long/, () => {
  throw new Error("too long");
});
const check = (parts: Partial<Check> = {}): Check => ({
  proves: "something",
  run: () => Promise.resolve("3 objects"),
  mistakes: [refused],
  ...parts,
});

test("a check passes when it finds nothing and refuses its mistakes", async () => {
  const passed = { faults: [], measured: "3 objects; 1 seeded mistake refused" };
  expect(await runCheck(check())).toMatchObject(passed);
});

test.each([
  ["finds something", { run: () => Promise.reject(new Error("one\ntwo")) }, "one\ntwo"],
  [
    "accepts a mistake",
    { mistakes: [mistake("a mistake", /./, () => Promise.resolve())] as const },
    "seeded mistake: accepted a mistake",
  ],
  [
    "refuses a mistake for another reason",
    { mistakes: [mistake("a mistake", /too long/, () => Promise.reject(new Error("no file")))] as const },
    "seeded mistake: a mistake was refused, but not with /too long/:\nno file",
  ],
])("a check fails when it %s, and ends what it left running", async (_, parts, fault) => {
  const end = jest.fn(() => Promise.resolve());
  expect((await runCheck(check({ ...parts, end }))).faults).toEqual([fault]);
  expect(end).toHaveBeenCalledTimes(1);
});
