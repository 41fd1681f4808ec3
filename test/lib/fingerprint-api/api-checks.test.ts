import { leastMemoryRequest } from "../../../lib/fingerprint-api/api-checks";
import { errorsOf, faultsOf } from "../../support/environments";

test("what is wrong together is told beside what is wrong by itself, and nothing is concluded from a faulty value", () => {
  expect(
    errorsOf({
      "api.host": "not a host",
      "api.replicas.min": 19,
      "api.resources.cpu.request": "4",
      "api.resources.memory.request": "512M1",
      "api.rollout": { maxSurge: "none", maxUnavailable: 0 },
      "api.replica": 2,
    }).map((line) => line.split(":")[0]),
  ).toEqual([
    'staging.api.host = "not a host"',
    'staging.api.resources.cpu.request = "4"',
    'staging.api.resources.memory.request = "512M1"',
    'staging.api.rollout.maxSurge = "none"',
    "staging.api.replica",
    "staging.api.replicas.min = 19",
  ]);
});

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

test("fixed replicas don't care", () => {
  const fixed = { "api.replicas": { mode: "fixed", count: 3 }, "api.idleMemory": "1Gi" };
  expect(faultsOf(fixed).filter(({ path }) => path.includes("memory"))).toEqual([]);
});
