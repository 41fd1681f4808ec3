import type { Check } from "../../verify/check";
import { runCheck } from "../../verify/run-check";

const check = (parts: Partial<Check>): Check => ({
  name: "a-check",
  proves: "something",
  needs: [],
  run: () => Promise.resolve("3 objects"),
  mistakes: [
    { mistake: "a mistake", attempt: () => Promise.reject(new Error("too long")), refusedWith: /too long/ },
  ],
  ...parts,
});

test("passes when it finds nothing and refuses its mistakes", async () => {
  expect(await runCheck(check({}))).toMatchObject({
    faults: [],
    measured: "3 objects; 1 seeded mistake refused",
  });
});

test("fails with what it found", async () => {
  const result = await runCheck(check({ run: () => Promise.reject(new Error("one\ntwo")) }));
  expect(result).toMatchObject({ faults: ["one\ntwo"] });
  expect(result).not.toHaveProperty("measured");
});

test("fails when it accepts a mistake", async () => {
  const mistakes = [{ mistake: "a mistake", attempt: () => Promise.resolve(), refusedWith: /./ }] as const;
  expect((await runCheck(check({ mistakes }))).faults).toEqual(["seeded mistake: accepted a mistake"]);
});

test("fails when it refuses a mistake for another reason", async () => {
  const attempt = () => Promise.reject(new Error("no such file"));
  const mistakes = [{ mistake: "a mistake", attempt, refusedWith: /too long/ }] as const;
  expect((await runCheck(check({ mistakes }))).faults).toEqual([
    "seeded mistake: a mistake was refused, but not with /too long/:\nno such file",
  ]);
});

test("ends what it left running after its mistakes, also when it failed", async () => {
  const order: string[] = [];
  const step = (name: string) => () => Promise.reject(new Error(order.push(name) ? name : ""));
  const mistakes = [{ mistake: "a mistake", attempt: step("mistake"), refusedWith: /mistake/ }] as const;
  expect((await runCheck(check({ run: step("run"), mistakes, end: step("end") }))).faults).toEqual([
    "run",
    "end",
  ]);
  expect(order).toEqual(["run", "mistake", "end"]);
});
