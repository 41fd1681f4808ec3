import { parse } from "yaml";
import { jobs } from "../../contracts/jobs";
import { faultLine } from "../../lib/validation/fault";
import { missingRunbooks } from "../../monitoring/missing-runbooks";
import { memoryFor, scaleOf, seriesOf } from "../../monitoring/prometheus/series";
import { allAlerts } from "../../monitoring/rules/rule-file";
import { environmentWith, errorsOf, faultsOf, synthesized } from "../support/environments";

const ownAlert = {
  name: "DatabaseDown",
  expr: "up == 0",
  severity: "warning",
  summary: "A database is down",
  runbookUrl: "https://git.example.com/runbooks",
};
const addresses = { by: "addresses", addresses: ["db.example.com:9187"] };

describe("a mistake in the monitoring's props is refused, naming it and its remedy", () => {
  test.each([
    [
      "a repeat interval that is no multiple of the group interval",
      { "monitoring.alertmanager.critical.repeatInterval": "7m" },
      /^staging\.monitoring\.alertmanager\.critical\.repeatInterval = "7m": is no multiple of groupInterval \(5m\)/,
    ],
    [
      "a repeat interval beyond what Alertmanager remembers",
      { "monitoring.alertmanager.info.repeatInterval": "120h" },
      /info\.repeatInterval = "120h": is not below retention \(120h\)/,
    ],
    [
      "a scrape interval that rates can't use",
      { "monitoring.prometheus.scrapeInterval": "1m" },
      /scrapeInterval = "1m": .*from "10s" to "30s"/,
    ],
    [
      "a scrape that may take longer than the time to the next one, which Prometheus refuses",
      { "monitoring.prometheus.scrapeInterval": "5s" },
      /scrapeInterval = "5s": .*from "10s" to "30s"/,
    ],
    [
      "an alert under the name of one of ours",
      { "monitoring.alerts": [{ ...ownAlert, name: "HighErrorRate" }] },
      /monitoring\.alerts = .*: has a name that is taken already: HighErrorRate\. Choose another/,
    ],
    [
      "two alerts of one name",
      { "monitoring.alerts": [ownAlert, { ...ownAlert, expr: "up == 1" }] },
      /monitoring\.alerts = .*: has a name that is taken already: DatabaseDown/,
    ],
    [
      "a scrape job under the name of one of ours",
      { "monitoring.prometheus.scrapeJobs": [{ name: "node-exporter", targets: addresses }] },
      /prometheus\.scrapeJobs = .*: has a name that is taken already: node-exporter/,
    ],
    [
      "a scrape job for pods that are scraped anyway",
      {
        "monitoring.prometheus.scrapeJobs": [
          { name: "again", targets: { by: "pods", namespace: "logging", podLabels: { a: "b" }, port: 1 } },
        ],
      },
      /prometheus\.scrapeJobs = .*: asks for pods of a namespace that this program fills/,
    ],
    [
      "two receivers that would share one secret",
      {
        "monitoring.notifications.receivers": [
          { type: "teams", name: "team", severities: ["critical"] },
          { type: "webhook", name: "team", severities: ["info"] },
        ],
      },
      /notifications\.receivers = .*: has a name that is taken already: team/,
    ],
    [
      "more replicas than nodes",
      { "monitoring.prometheus": { replicas: 4, spread: "required" } },
      /monitoring\.prometheus\.replicas = 4: need a node each, but the cluster has 3/,
    ],
    [
      "an address of Grafana that its Ingress has not",
      { "monitoring.grafana.externalUrl": "https://tools.example.com:8443" },
      /monitoring\.grafana\.externalUrl = .*: is not what monitoring\.grafana\.exposure publishes/,
    ],
    [
      "two Grafanas without a database",
      { "monitoring.grafana.replicas": 2 },
      /monitoring\.grafana\.replicas = 2: would each have users and sessions of their own/,
    ],
    [
      "a request above the limit",
      {
        "monitoring.grafana.resources": {
          cpu: { request: "2", limit: "1" },
          memory: { request: "1Gi", limit: "1Gi" },
        },
      },
      /monitoring\.grafana\.resources\.cpu\.request = "2": is more than the limit of 1/,
    ],
    [
      "a request above the limit, of a part that not everybody has",
      {
        "monitoring.customMetrics": {
          provider: "prometheus-adapter",
          resources: {
            cpu: { request: "100m", limit: "1" },
            memory: { request: "2Gi", limit: "1Gi" },
          },
        },
      },
      /monitoring\.customMetrics\.resources\.memory\.request = "2Gi": is more than the limit of 1Gi/,
    ],
  ])("%s", (_, changes, message) => {
    expect(errorsOf(changes).join("\n")).toMatch(message);
  });

  test("an issuer that nobody trusts is a warning, where it is said to be trusted", () => {
    expect(faultsOf({ "cluster.publicIssuerTrusted": true })).toEqual([
      expect.objectContaining({ path: "staging.cluster.publicIssuerTrusted", level: "warning" }),
    ]);
  });

  test("a single Alertmanager is a warning", () => {
    expect(faultsOf({ "monitoring.alertmanager.replicas": 1 })).toContainEqual(
      expect.objectContaining({ path: "staging.monitoring.alertmanager.replicas", level: "warning" }),
    );
  });

  test("an alert without a runbook stops synth, naming the page to write", () => {
    const [group] = allAlerts();
    const rule = { ...group!.rules[0]!, alert: "NobodyKnows" };
    expect(missingRunbooks()).toEqual([]);
    expect(missingRunbooks([{ ...group!, rules: [rule] }]).map(faultLine)).toEqual([
      "docs/runbooks/NobodyKnows.md: is missing: alert NobodyKnows sends on-call there. Write it",
    ]);
  });
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

test("preflight is told of every StorageClass that volumes need", () => {
  const { prerequisites } = synthesized(
    environmentWith({ "monitoring.prometheus.storage": { size: "20Gi", storageClass: "fast" } }),
  );
  const classes = prerequisites.filter(({ kind }) => kind === "storageclass").map(({ name }) => name);
  expect(classes).toEqual(["(default)", "fast"]);
});
