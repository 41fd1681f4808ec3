import { parse } from "yaml";
import { jobs } from "../../contracts/jobs";
import { faultLine } from "../../lib/validation/fault";
import { missingRunbooks } from "../../monitoring/missing-runbooks";
import { memoryFor, scaleOf, seriesOf } from "../../monitoring/prometheus/series";
import { allAlerts } from "../../monitoring/rules/rule-file";
import { environmentWith, faultsOf, synthesized } from "../support/environments";

test("an alert without a runbook stops synth, naming the page to write", () => {
  const [group] = allAlerts();
  const rule = { ...group!.rules[0]!, alert: "NobodyKnows" };
  expect(missingRunbooks()).toEqual([]);
  expect(missingRunbooks([{ ...group!, rules: [rule] }]).map(faultLine)).toEqual([
    "docs/runbooks/NobodyKnows.md: is missing: alert NobodyKnows sends on-call there. Write it",
  ]);
});

test("a hundred nodes need more than the default memory, and synth says how much", () => {
  const [warning, ...others] = faultsOf({ "cluster.nodes": 100 });
  expect(others).toEqual([]);
  expect(warning).toMatchObject({
    level: "warning",
    path: "staging.monitoring.prometheus.resources.memory.limit",
    value: "2Gi",
  });
  const needed = memoryFor(scaleOf(100, 10));
  expect(warning?.remedy).toContain("some 976,000 series of 100 nodes");
  expect(warning?.remedy).toContain(`allow ${String(needed)}Mi`);
  const enough = {
    cpu: { request: "1", limit: "2" },
    memory: { request: "1Gi", limit: `${String(needed)}Mi` },
  };
  expect(faultsOf({ "cluster.nodes": 100, "monitoring.prometheus.resources": enough })).toEqual([]);
  expect(faultsOf({ "cluster.nodes": 24 })).toEqual([]);
});

test("no job is cut at a hundred nodes: its limit is above what the estimate expects of its largest target", () => {
  const { find } = synthesized(environmentWith());
  const { scrape_configs: configs } = parse(
    find("ConfigMap", "prometheus-config")["data"]["prometheus.yml"] as string,
  ) as { scrape_configs: { job_name: string; sample_limit: number }[] };
  const perNode = new Set<string>([jobs.kubelet, jobs.cadvisor, jobs.nodeExporter]);
  // Annotated pods are targets of their own, each with a few hundred.
  for (const job of Object.values(jobs).filter((name) => name !== jobs.pods)) {
    const scale = scaleOf(perNode.has(job) ? 1 : 100, 1);
    const config = configs.find(({ job_name }) => job_name === job);
    expect([job, (config?.sample_limit ?? 0) > seriesOf(job, scale)]).toEqual([job, true]);
  }
});

test("preflight is told of every StorageClass that volumes need", () => {
  const { prerequisites } = synthesized(
    environmentWith({ "monitoring.prometheus.storage": { size: "20Gi", storageClass: "fast" } }),
  );
  const classes = prerequisites.filter(({ kind }) => kind === "storageclass").map(({ name }) => name);
  expect(classes).toEqual(["(default)", "fast"]);
});
