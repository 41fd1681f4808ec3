import { everyExample } from "../support/every-example";
import { containers, subjects, workloads } from "./every-object";
import { invariants } from "./invariants";

const all = subjects(everyExample);

test("there is something to look at", () => {
  expect(everyExample.map(({ environment }) => environment.name)).toEqual(
    expect.arrayContaining(["production", "staging"]),
  );
  expect(workloads(all).length).toBeGreaterThan(1);
  expect(containers(all).length).toBeGreaterThan(1);
});

test.each(Object.entries(invariants))("%s", (_, violations) => {
  expect(violations(all)).toEqual([]);
});

test("what one object counts on, another provides", () => {
  expect(everyExample.flatMap(({ faults }) => faults)).toEqual([]);
});

test("the exceptions from hardening are few, and each has a reason", () => {
  const exceptions = workloads(all).flatMap(({ where, manifest }) =>
    Object.entries<string>(manifest["spec"].template?.metadata?.annotations ?? {})
      .filter(([key]) => key.startsWith("hardening-exception.fingerprint/"))
      .map(([key, reason]) => `${where} ${key.split("/")[1]!}: ${reason}`),
  );
  expect(exceptions).toMatchSnapshot();
});
