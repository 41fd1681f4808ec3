import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import {
  beyondBudget,
  budget,
  budgetTotal,
  compareWithBudget,
  explainDifference,
} from "../../../operations/capacity/budget";
import { capacity } from "../../../operations/capacity/capacity";
import { podResources } from "../../../operations/capacity/pod-resources";
import { monthlyCost, readPrices } from "../../../operations/capacity/prices";
import { large } from "../../environments/large";
import { exampleDist } from "../../support/example-dist";
import { deployment, environmentOf, hpa, statefulSet } from "../manifest-samples";
import { temporaryFolder } from "../../support/temporary-folder";

const GiB = 2 ** 30;
const prices = { currency: "EUR", perCoreHour: 1, perGiBHour: 0.5, perGiBMonth: { default: 0.1 } };

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
  const cost = monthlyCost(report, prices);
  expect(cost.compute.atMin).toBeCloseTo(730 * (2 + 2), -1);
  expect(cost.storage).toBeCloseTo(1);
  expect(monthlyCost(report, { ...prices, perGiBMonth: { default: 0.1, fast: 2 } }).storage).toBeCloseTo(20);
});

const container = (name: string, cpu: string, memory: string, more = {}) => ({
  name,
  resources: { requests: { cpu, memory }, limits: { cpu, memory } },
  ...more,
});

test("containers of a pod add up", () => {
  const pod = { containers: [container("api", "750m", "768Mi"), container("proxy", "0.25", "256Mi")] };
  expect(podResources(pod)).toEqual({ cpuRequest: 1, cpuLimit: 1, memoryRequest: GiB, memoryLimit: GiB });
});

test("an init container counts only where it needs more than the containers after it", () => {
  const containers = [container("main", "1", "1Gi")];
  const before = (...initContainers: (typeof containers)[0][]) =>
    podResources({ containers, initContainers });
  expect(before(container("wait", "10m", "16Mi"))).toMatchObject({ cpuRequest: 1, memoryRequest: GiB });
  expect(before(container("migrate", "2", "512Mi"))).toMatchObject({ cpuRequest: 2, memoryRequest: GiB });
});

test("a sidecar runs beside the containers and beside later init containers", () => {
  const pod = {
    containers: [container("main", "1", "1Gi")],
    initContainers: [
      container("shipper", "100m", "1Gi", { restartPolicy: "Always" }),
      container("migrate", "1.5", "512Mi"),
    ],
  };
  expect(podResources(pod)).toMatchObject({ cpuRequest: 1.6, memoryRequest: 2 * GiB });
});

test("a limit without a request is the request, as Kubernetes sets it", () => {
  const pod = { containers: [{ name: "main", resources: { limits: { cpu: "500m", memory: "1Gi" } } }] };
  expect(podResources(pod)).toMatchObject({ cpuRequest: 0.5, memoryRequest: GiB });
});

test("a quantity that can't be counted is named, not counted as nothing", () => {
  expect(() => podResources({ containers: [container("main", "1", "512M1")] })).toThrow("main: 512M1");
});

const folder = temporaryFolder();

function pricesOf(content: string) {
  const file = join(folder, "prices.yaml");
  writeFileSync(file, content);
  return readPrices(file);
}

test("the default price table can be read", () => {
  expect(readPrices().perGiBMonth.default).toBeGreaterThan(0);
});

test.each([
  ["a missing price", { perGiBHour: undefined }, "perGiBHour: must be a number"],
  ["a negative price", { perCoreHour: -1 }, "perCoreHour: must not be negative"],
  ["no price for other classes", { perGiBMonth: { fast: 1 } }, "perGiBMonth.default"],
  ["no storage prices", { perGiBMonth: undefined }, "perGiBMonth: must be a table with a price for default"],
  ["a price of nothing that is known", { perGPUHour: 1 }, 'prices.yaml: Unrecognized key: "perGPUHour"'],
])("%s is refused by its name", (_, change, message) => {
  expect(() => pricesOf(stringify({ ...prices, ...change }))).toThrow(message);
});

test("a file that can't be read is refused by its name", () => {
  expect(() => pricesOf("currency: [")).toThrow("prices.yaml: can't be read");
  expect(() => readPrices(join(folder, "none.yaml"))).toThrow("none.yaml: can't be read");
});

test("the budget's lines add up to its total", () => {
  const lines = Object.values(budget.lines);
  expect(lines.reduce((sum, { cores }) => sum + cores, 0)).toBe(budget.total.cores);
  expect(lines.reduce((sum, { gib }) => sum + gib, 0)).toBe(budget.total.gib);
});

test("a component that keeps its budget needs no explanation, one that exceeds it gets one", () => {
  const kept = statefulSet({ name: "elasticsearch", replicas: 3, cpu: "1", memory: "4Gi" });
  const grown = statefulSet({ name: "kibana", replicas: 2, cpu: "500m", memory: "2Gi" });
  const lines = compareWithBudget(capacity(environmentOf(kept, grown), 3));
  expect(lines.find(({ component }) => component === "logging/elasticsearch")?.reason).toBe("");
  expect(lines.find(({ component }) => component === "logging/kibana")).toMatchObject({
    budget: { cores: 0.5, gib: 1 },
    actual: { cores: 1, gib: 4 },
    reason: "kibana: 2 × 0.5 CPU and 2Gi",
  });
});

test("the API itself is not part of the comparison", () => {
  const total = budgetTotal(compareWithBudget(capacity(environmentOf(deployment()), 3)));
  expect(total.actual).toEqual({ cores: 0, gib: 0 });
});

test.each(exampleDist)("every component of $name beyond the budget has a reason", (environment) => {
  const unexplained = compareWithBudget(capacity(environment, large.cluster.nodes))
    .filter(({ budget }) => budget.cores === 0)
    .map(({ component }) => component)
    .filter((component) => beyondBudget[component] === undefined);
  expect(unexplained).toEqual([]);
});

test("the difference is explained by what the budget had and what it left out", () => {
  const agent = { ...deployment({ cpu: "100m", memory: "512Mi" }), kind: "DaemonSet" };
  const shipper = { ...agent, metadata: { name: "filebeat", namespace: "filebeat" } };
  const kibana = statefulSet({ name: "kibana", replicas: 1, cpu: "1", memory: "1Gi" });
  const report = capacity(environmentOf(shipper, kibana), 10);
  const lines = compareWithBudget(report).filter(({ actual }) => actual.cores > 0);
  expect(explainDifference(lines, report.workloads)).toBe(
    "The difference of +1.5 CPU and +5Gi is +0.5 CPU and 0Gi by components of the budget and " +
      "+1 CPU and +5Gi by components that it left out, +1 CPU and +5Gi of them agents on every node.",
  );
});
