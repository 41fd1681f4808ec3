import { parse } from "yaml";
import { jobs } from "../../contracts/jobs";
import { podTemplateOf } from "../../lib/synth/manifest";
import { toBytes } from "../../lib/validation/quantity";
import { memoryFor, scaleOf, seriesOf } from "../../monitoring/prometheus/series";
import { variants } from "../../verify/variants/variants";
import { type Synthesized, environmentWith, faultsOf, resolved, synthesized } from "../support/environments";
import { everyExample } from "../support/examples";

const configOf = ({ find }: Synthesized) =>
  parse(find("ConfigMap", "prometheus-config")["data"]["prometheus.yml"]);

const jobOf = (config: any, job: string) =>
  config.scrape_configs.find(({ job_name }: any) => job_name === job);

test.each(everyExample)("$environment.name trusts no certificate unseen but the kubelets'", (example) => {
  for (const { job_name, tls_config } of configOf(example).scrape_configs) {
    const isKubelet = [jobs.kubelet, jobs.cadvisor].includes(job_name);
    expect([job_name, tls_config?.insecure_skip_verify ?? false]).toEqual([job_name, isKubelet]);
  }
});

test("kubelets' certificates are verified where the environment says so", () => {
  const verified = environmentWith({ "monitoring.prometheus.verifyKubeletCertificates": true });
  expect(jobOf(configOf(synthesized(verified)), jobs.kubelet).tls_config).toEqual({
    ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
  });
});

test("the probe verifies the certificate where everybody trusts its issuer, and nowhere else", () => {
  for (const { environment, find } of everyExample) {
    const { modules } = parse(find("ConfigMap", "blackbox-exporter-config")["data"]["blackbox.yml"]);
    expect(modules.https_2xx.http.tls_config?.insecure_skip_verify ?? false).toBe(
      environment.cluster.publicIssuer === "letsencrypt-staging",
    );
  }
});

/** No job may send every target's scrape to one address, as the original's job for the API did. */
const constantAddresses = (all: readonly any[]) =>
  all.filter(({ relabel_configs = [] }) =>
    relabel_configs.some(
      ({ target_label, replacement }: any) =>
        target_label === "__address__" && !(replacement ?? "$1").includes("$"),
    ),
  );

test("X3: no job rewrites its targets' addresses to a constant", () => {
  for (const example of everyExample) expect(constantAddresses(configOf(example).scrape_configs)).toEqual([]);
  const original = { relabel_configs: [{ target_label: "__address__", replacement: "localhost:9115" }] };
  expect(constantAddresses([original])).toHaveLength(1);
});

test("blocks leave a fifth of the volume free, and a new configuration is read without a restart", () => {
  for (const example of everyExample) {
    const { time, size } = configOf(example).storage.tsdb.retention;
    expect(time).toBe("15d");
    const bytes = Number(/^(\d+)MB$/.exec(size)![1]) * 2 ** 20;
    expect(bytes / toBytes(example.environment.monitoring.prometheus.storage.size)).toBeCloseTo(0.8, 2);
    const [{ args, volumeMounts }] = podTemplateOf(example.find("StatefulSet", "prometheus"))!.spec
      .containers;
    expect(args).toContain("--config.auto-reload");
    // A file that is mounted by its path never changes.
    expect(volumeMounts.filter(({ subPath }: any) => subPath !== undefined)).toEqual([]);
  }
});

test("no job is cut at a hundred nodes: its limit is above what the estimate expects of its largest target", () => {
  const config = configOf(everyExample[0]!);
  const perNode = new Set<string>([jobs.kubelet, jobs.cadvisor, jobs.nodeExporter]);
  // Annotated pods are targets of their own, each with a few hundred.
  for (const job of Object.values(jobs).filter((name) => name !== jobs.pods)) {
    const expected = seriesOf(job, scaleOf(perNode.has(job) ? 1 : 100, 1));
    expect([job, jobOf(config, job).sample_limit > expected]).toEqual([job, true]);
  }
});

test("a hundred nodes need more than the default memory, and synth says how much", () => {
  const [warning, ...others] = faultsOf({ "cluster.nodes": 100 });
  const needed = `${String(memoryFor(scaleOf(100, 10)))}Mi`;
  expect(others).toEqual([]);
  expect(warning).toMatchObject({
    level: "warning",
    path: "staging.monitoring.prometheus.resources.memory.limit",
    remedy: expect.stringContaining(`some 976,000 series of 100 nodes`),
  });
  const enough = { cpu: { request: "1", limit: "2" }, memory: { request: "1Gi", limit: needed } };
  expect(faultsOf({ "cluster.nodes": 100, "monitoring.prometheus.resources": enough })).toEqual([]);
});

describe("an environment's own", () => {
  const made = synthesized(resolved(variants["little and open"]!));

  test("targets are let out to, by no other port", () => {
    const { egress } = made.find("NetworkPolicy", "prometheus")["spec"];
    const tcp = (port: number) => ({ port, protocol: "TCP" });
    const pods = {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "databases" } },
      podSelector: { matchLabels: { "app.kubernetes.io/name": "postgres", role: "primary" } },
    };
    expect(egress).toContainEqual({ to: [pods], ports: [tcp(9187)] });
    const range = { ipBlock: { cidr: "10.20.0.0/16" } };
    expect(egress).toContainEqual({ to: [range], ports: [tcp(9154), tcp(9100)] });
    const internet = expect.arrayContaining([{ ipBlock: expect.objectContaining({ cidr: "0.0.0.0/0" }) }]);
    expect(egress).toContainEqual({ to: internet, ports: [tcp(9443)] });
  });

  test("alert is loaded, and leads to its own runbook", () => {
    expect(configOf(made).rule_files).toContain("/etc/prometheus/own_rules.yml");
    const file = made.find("ConfigMap", "prometheus-config")["data"]["own_rules.yml"];
    expect(parse(file).groups[0].rules).toMatchObject([
      {
        alert: "PostgresDown",
        labels: { severity: "critical", service: "postgres" },
        annotations: { runbook_url: "https://git.example.com/databases/runbooks/PostgresDown.md" },
      },
    ]);
  });
});
