import { idleMebibytes, leastMemoryRequest } from "../../../lib/fingerprint-api/idle-memory";
import { environmentWith, faultsOf } from "../../support/environments";

/** Where the autoscaler ends, from its most pods, when every pod uses this share of its target. */
function settled(share: number, min: number, max: number): number {
  let pods = max;
  for (;;) {
    const wanted = Math.abs(share - 1) <= 0.1 ? pods : Math.ceil(pods * share);
    const next = Math.min(max, Math.max(min, wanted));
    if (next === pods) return pods;
    pods = next;
  }
}

test("with the least request an idle API shrinks to its fewest pods, and with 2 % less it does not", () => {
  for (const min of [1, 2, 3, 5, 9, 10, 20])
    for (const memory of [50, 75, 80, 100])
      for (const idle of [150, 1000, 8000]) {
        const request = leastMemoryRequest(idle, { min, memory });
        const share = (factor: number) => idle / ((request * factor * memory) / 100);
        expect(settled(share(1), min, min + 10)).toBe(min);
        expect(settled(share(0.98), min, min + 10)).toBeGreaterThan(min);
      }
});

test("about 200 MB with four workers, unless it was measured", () => {
  const { api } = environmentWith({ "api.config.workers": 4 });
  expect(idleMebibytes(api)).toBe(200);
  expect(idleMebibytes({ ...api, idleMemory: "1.5Gi" })).toBe(1536);
});

test.each([
  ["models that fill the request", { "api.idleMemory": "200Mi" }, "334Mi"],
  ["many workers", { "api.config.workers": 4, "api.replicas.memory": 90 }, "297Mi"],
])("%s are warned of, with the request that they need", (_, changes, needed) => {
  const [warning, ...others] = faultsOf(changes).filter(({ path }) => path.includes("memory.request"));
  expect(others).toEqual([]);
  expect(warning).toMatchObject({ level: "warning", path: "staging.api.resources.memory.request" });
  expect(warning?.remedy).toContain(`request ${needed}, or state`);
});

test("fixed replicas don't care", () => {
  const fixed = { "api.replicas": { mode: "fixed", count: 3 }, "api.idleMemory": "1Gi" };
  expect(faultsOf(fixed).filter(({ path }) => path.includes("memory"))).toEqual([]);
});
