import {
  beyondBudget,
  budget,
  budgetTotal,
  compareWithBudget,
  explainDifference,
} from "../../../operations/capacity/budget";
import { capacity } from "../../../operations/capacity/capacity";
import { exampleDist } from "../../support/example-dist";
import { large } from "../../environments/large";
import { deployment, environmentOf, statefulSet } from "../manifest-samples";

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
