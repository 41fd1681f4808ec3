import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { beyondBudget, compareWithBudget } from "../../../operations/capacity/budget";
import { capacity } from "../../../operations/capacity/capacity";
import { monthlyCost, readPrices } from "../../../operations/capacity/prices";
import { exampleDist } from "../../support/examples";
import { temporaryFolder } from "../../support/temporary-folder";
import { deployment, environmentOf, hpa, statefulSet } from "../manifest-samples";

const GiB = 2 ** 30;
const prices = { currency: "EUR", perCoreHour: 1, perGiBHour: 0.5, perGiBMonth: { default: 0.1 } };

test.each([
  ["an autoscaled Deployment counts from the autoscaler's minimum to its maximum", "Deployment", 5, 20],
  ["a DaemonSet has a pod on every node", "DaemonSet", 24, 24],
  ["a Job reserves something only while it runs", "Job", 0, 1],
])("%s", (_, kind, min, max) => {
  const workload = { ...deployment({ cpu: "750m", memory: "768Mi" }), kind };
  const { total, throughput } = capacity(environmentOf(workload, hpa(5, 20)), 24);
  expect(total.pods).toEqual({ min, max });
  expect(total.atMin).toMatchObject({ cpuRequest: 0.75 * min, memoryRequest: 0.75 * min * GiB });
  expect(total.atMax).toMatchObject({ cpuRequest: 0.75 * max, memoryRequest: 0.75 * max * GiB });
  const sized = { workload: "fingerprint/api", perPod: 100, atMin: 500, atMax: 2000 };
  expect(throughput).toEqual(kind === "Deployment" ? [sized] : []);
});

test.each([
  ["", 2, 12],
  [", and a surge in percent is rounded up, as Kubernetes does", "25%", 13],
])("required anti-affinity needs a node for every pod at the peak of a roll-out%s", (_, maxSurge, nodes) => {
  const workloads = [deployment({ apart: true, maxSurge }), hpa(3, 10), statefulSet({ replicas: 3 })];
  expect(capacity(environmentOf(...workloads), 24).nodeNeeds).toEqual([
    { workload: "fingerprint/api", nodes, reason: `10 pods and ${nodes - 10} during a roll-out` },
    { workload: "logging/store", nodes: 3, reason: "3 pods" },
  ]);
});

test("storage is summed and paid by class, for every replica, and compute by what is reserved", () => {
  const report = capacity(
    environmentOf(
      statefulSet({ replicas: 3, storage: "50Gi", storageClass: "fast" }),
      statefulSet({ cpu: "500m", memory: "2Gi", storage: "1Gi" }, "other"),
    ),
    3,
  );
  expect(report.storage).toEqual([
    { storageClass: "fast", volumes: 3, bytes: 150 * GiB },
    { storageClass: null, volumes: 1, bytes: GiB },
  ]);
  // A class without a price costs the default.
  expect(monthlyCost(report, prices).storage).toBeCloseTo(15.1);
  const { compute, storage } = monthlyCost(report, { ...prices, perGiBMonth: { default: 0.1, fast: 2 } });
  expect(storage).toBeCloseTo(300.1);
  expect(compute.atMin).toBeCloseTo(730 * (2 + 0.5 * 3.5));
});

test("a pod reserves what its containers need together, or an init container where that is more", () => {
  const container = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });
  const workload = deployment({ replicas: 1 });
  workload["spec"].template.spec = {
    containers: [container("1", "1Gi"), container("250m", "256Mi")],
    initContainers: [container("1.5", "512Mi")],
  };
  const { atMin } = capacity(environmentOf(workload), 3).total;
  expect(atMin).toMatchObject({ cpuRequest: 1.5, memoryRequest: 1.25 * GiB });
});

test.each([
  ["a negative price", stringify({ ...prices, perCoreHour: -1 }), /must not be negative\n.*at perCoreHour/],
  ["what is no YAML", "currency: [", /prices\.yaml is no price table:/],
])("%s is refused by its name", (_, content, message) => {
  const file = join(temporaryFolder(), "prices.yaml");
  writeFileSync(file, content);
  expect(() => readPrices(file)).toThrow(message);
});

test("a component that keeps its budget needs no explanation, one that exceeds it gets one, and the API is none of them", () => {
  const kept = statefulSet({ replicas: 3, cpu: "1", memory: "4Gi" }, "elasticsearch");
  const grown = statefulSet({ replicas: 2, cpu: "500m", memory: "2Gi" }, "kibana");
  const agent = { ...deployment({ cpu: "100m", memory: "512Mi" }), kind: "DaemonSet" };
  const shipper = { ...agent, metadata: { name: "filebeat", namespace: "filebeat" } };
  const environment = environmentOf(kept, grown, shipper, deployment());
  const { lines, total, difference } = compareWithBudget(capacity(environment, 10));
  expect(lines.find(({ component }) => component === "logging/elasticsearch")?.reason).toBe("");
  expect(lines.find(({ component }) => component === "logging/kibana")).toMatchObject({
    budget: { cores: 0.5, gib: 1 },
    actual: { cores: 1, gib: 4 },
    reason: "kibana: 2 × 0.5 CPU and 2Gi",
  });
  expect(total).toMatchObject({ budget: { cores: 5.75, gib: 17.5 }, actual: { cores: 5, gib: 21 } });
  expect(difference).toBe(
    "The difference of -0.75 CPU and +3.5Gi is -1.75 CPU and -1.5Gi by components of the budget and " +
      "+1 CPU and +5Gi by components that it left out, +1 CPU and +5Gi of them agents on every node.",
  );
});

test.each(exampleDist)("every component of $name beyond the budget has a reason", (environment) => {
  const unexplained = compareWithBudget(capacity(environment, 3))
    .lines.filter(({ budget, component }) => budget.cores === 0 && !(component in beyondBudget))
    .map(({ component }) => component);
  expect(unexplained).toEqual([]);
});
