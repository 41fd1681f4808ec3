import type { k8s } from "cdk8s-plus-28";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import {
  beyondBudget,
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
    environmentOf(deployment({ cpu: "750m", memory: "768Mi" }), hpa(5, 20)),
    24,
  );
  expect(total.pods).toEqual({ min: 5, max: 20 });
  expect(total.atMin).toMatchObject({ cpuRequest: 3.75, memoryRequest: 3.75 * GiB });
  expect(total.atMax).toMatchObject({ cpuRequest: 15, memoryRequest: 15 * GiB });
  expect(throughput).toEqual([{ workload: "fingerprint/api", perPod: 100, atMin: 500, atMax: 2000 }]);
});

test("required anti-affinity needs a node for every pod at the peak of a roll-out", () => {
  const { nodeNeeds } = capacity(
    environmentOf(deployment({ apart: true, maxSurge: 2 }), hpa(3, 10), statefulSet({ replicas: 3 })),
    24,
  );
  expect(nodeNeeds).toEqual([
    { workload: "fingerprint/api", nodes: 12, reason: "10 pods and 2 during a roll-out" },
    { workload: "logging/store", nodes: 3, reason: "3 pods" },
  ]);
});

test("a surge in percent is rounded up, as Kubernetes does", () => {
  const { nodeNeeds } = capacity(environmentOf(deployment({ apart: true, maxSurge: "25%" }), hpa(1, 10)), 24);
  expect(nodeNeeds[0]?.nodes).toBe(13);
});

test.each([
  ["a DaemonSet has a pod on every node", "DaemonSet", 24, 24],
  ["a Job reserves something only while it runs", "Job", 0, 1],
])("%s", (_, kind, min, max) => {
  const { total } = capacity(environmentOf({ ...deployment({ cpu: "1" }), kind }), 24);
  expect([total.pods, total.atMin.cpuRequest, total.atMax.cpuRequest]).toEqual([{ min, max }, min, max]);
});

test("storage is summed by class, for every replica", () => {
  const { storage } = capacity(
    environmentOf(
      statefulSet({ replicas: 3, storage: "50Gi", storageClass: "fast" }),
      statefulSet({ storage: "1Gi" }, "other"),
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
      statefulSet({ cpu: "1m", memory: "1Ki", storage: "10Gi", storageClass: "fast" }),
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
const main = container("main", "1", "1Gi");
const shipper = container("shipper", "100m", "1Gi", { restartPolicy: "Always" });
const onlyLimits = { name: "main", resources: { limits: { cpu: "500m", memory: "1Gi" } } };

test.each<[string, object[], object[], [cpu: number, memory: number]]>([
  ["containers add up", [], [main, container("proxy", "0.25", "256Mi")], [1.25, 1.25]],
  ["a small init container does not count", [container("wait", "10m", "16Mi")], [main], [1, 1]],
  ["of an init container what is more counts", [container("migrate", "2", "512Mi")], [main], [2, 1]],
  [
    "a sidecar runs beside later init containers",
    [shipper, container("migrate", "1.5", "512Mi")],
    [main],
    [1.6, 2],
  ],
  ["a limit without a request is the request, as Kubernetes sets it", [], [onlyLimits], [0.5, 1]],
])("of a pod's containers %s", (_, initContainers, containers, [cpuRequest, memory]) => {
  const pod = { initContainers, containers } as k8s.PodSpec;
  expect(podResources(pod)).toMatchObject({ cpuRequest, memoryRequest: memory * GiB });
});

test("a quantity that can't be counted is named, not counted as nothing", () => {
  const pod = { containers: [container("main", "1", "512M1")] } as unknown as k8s.PodSpec;
  expect(() => podResources(pod)).toThrow("main: 512M1");
});

const folder = temporaryFolder();

function pricesOf(content: string) {
  const file = join(folder, "prices.yaml");
  writeFileSync(file, content);
  return readPrices(file);
}

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

test("a component that keeps its budget needs no explanation, one that exceeds it gets one", () => {
  const kept = statefulSet({ replicas: 3, cpu: "1", memory: "4Gi" }, "elasticsearch");
  const grown = statefulSet({ replicas: 2, cpu: "500m", memory: "2Gi" }, "kibana");
  const lines = compareWithBudget(capacity(environmentOf(kept, grown), 3));
  expect(lines.find(({ component }) => component === "logging/elasticsearch")?.reason).toBe("");
  expect(lines.find(({ component }) => component === "logging/kibana")).toMatchObject({
    budget: { cores: 0.5, gib: 1 },
    actual: { cores: 1, gib: 4 },
    reason: "kibana: 2 × 0.5 CPU and 2Gi",
  });
});

test("the API itself is not part of the comparison", () => {
  const { actual, budget } = budgetTotal(compareWithBudget(capacity(environmentOf(deployment()), 3)));
  expect(actual).toEqual({ cores: 0, gib: 0 });
  expect(budget).toEqual({ cores: 5.75, gib: 17.5 });
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
  const kibana = statefulSet({ cpu: "1", memory: "1Gi" }, "kibana");
  const report = capacity(environmentOf(shipper, kibana), 10);
  const lines = compareWithBudget(report).filter(({ actual }) => actual.cores > 0);
  expect(explainDifference(lines, report.workloads)).toBe(
    "The difference of +1.5 CPU and +5Gi is +0.5 CPU and 0Gi by components of the budget and " +
      "+1 CPU and +5Gi by components that it left out, +1 CPU and +5Gi of them agents on every node.",
  );
});
