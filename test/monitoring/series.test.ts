import { parse } from "yaml";
import { jobs } from "../../contracts/jobs";
import { memoryFor, scaleOf, seriesOf } from "../../monitoring/prometheus/series";
import { environmentWith, faultsOf, synthesized } from "../support/environments";

test("a hundred nodes need more than the default memory, and synth says how much", () => {
  const [warning, ...others] = faultsOf({ "cluster.nodes": 100 });
  expect(others).toEqual([]);
  expect(warning).toMatchObject({
    level: "warning",
    path: "staging.monitoring.prometheus.resources.memory.limit",
    value: "2Gi",
  });
  const needed = memoryFor(scaleOf(100, 10));
  expect(warning?.remedy).toContain("some 954,000 series of 100 nodes");
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
