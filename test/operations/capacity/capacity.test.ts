import { capacity } from "../../../operations/capacity/capacity";
import { monthlyCost } from "../../../operations/capacity/prices";
import { deployment, environmentOf, hpa, statefulSet } from "../manifest-samples";

const GiB = 2 ** 30;

test("an autoscaled Deployment counts from the autoscaler's minimum to its maximum", () => {
  const { total, throughput } = capacity(
    environmentOf(
      deployment({ cpu: "750m", memory: "768Mi" }),
      hpa({ min: 5, max: 20, requestsPerSecond: 100 }),
    ),
    24,
  );
  expect(total.pods).toEqual({ min: 5, max: 20 });
  expect(total.atMin).toMatchObject({ cpuRequest: 3.75, memoryRequest: 3.75 * GiB });
  expect(total.atMax).toMatchObject({ cpuRequest: 15, memoryRequest: 15 * GiB });
  expect(throughput).toEqual([{ workload: "fingerprint/api", perPod: 100, atMin: 500, atMax: 2000 }]);
});

test("required anti-affinity needs a node for every pod at the peak of a roll-out", () => {
  const { nodeNeeds } = capacity(
    environmentOf(
      deployment({ spread: "required", maxSurge: 2 }),
      hpa({ min: 3, max: 10 }),
      statefulSet({ replicas: 3 }),
    ),
    24,
  );
  expect(nodeNeeds).toEqual([
    { workload: "fingerprint/api", nodes: 12, reason: "10 pods and 2 during a roll-out" },
    { workload: "logging/store", nodes: 3, reason: "3 pods" },
  ]);
});

test("a surge in percent is rounded up, as Kubernetes does", () => {
  const { nodeNeeds } = capacity(
    environmentOf(deployment({ spread: "required", maxSurge: "25%" }), hpa({ min: 1, max: 10 })),
    24,
  );
  expect(nodeNeeds[0]?.nodes).toBe(13);
});

test("a DaemonSet has a pod on every node", () => {
  const agent = { ...deployment({ cpu: "100m" }), kind: "DaemonSet" };
  expect(capacity(environmentOf(agent), 24).total).toMatchObject({
    pods: { min: 24, max: 24 },
    atMin: { cpuRequest: expect.closeTo(2.4) as number },
  });
});

test("a Job reserves something only while it runs", () => {
  const { total } = capacity(environmentOf({ ...deployment({ cpu: "1" }), kind: "Job" }), 3);
  expect(total.atMin.cpuRequest).toBe(0);
  expect(total.atMax.cpuRequest).toBe(1);
});

test("storage is summed by class, for every replica", () => {
  const { storage } = capacity(
    environmentOf(
      statefulSet({ replicas: 3, storage: "50Gi", storageClass: "fast" }),
      statefulSet({ name: "other", replicas: 1, storage: "1Gi" }),
    ),
    3,
  );
  expect(storage).toEqual([
    { storageClass: "fast", volumes: 3, bytes: 150 * GiB },
    { storageClass: null, volumes: 1, bytes: GiB },
  ]);
});

test("cost follows the price table, and an unnamed class costs the default", () => {
  const report = capacity(
    environmentOf(
      deployment({ cpu: "2", memory: "4Gi", replicas: 1 }),
      statefulSet({ cpu: "1m", memory: "1Ki", replicas: 1, storage: "10Gi", storageClass: "fast" }),
    ),
    3,
  );
  const prices = { currency: "EUR", perCoreHour: 1, perGiBHour: 0.5, perGiBMonth: { default: 0.1 } };
  const cost = monthlyCost(report, prices);
  expect(cost.compute.atMin).toBeCloseTo(730 * (2 + 2), -1);
  expect(cost.storage).toBeCloseTo(1);
  expect(monthlyCost(report, { ...prices, perGiBMonth: { default: 0.1, fast: 2 } }).storage).toBeCloseTo(20);
});
