import { parse } from "yaml";
import { toBytes } from "../../lib/validation/quantity";
import { jobs } from "../../contracts/jobs";
import { podTemplateOf } from "../../lib/synth/manifest";
import { everyExample } from "../support/every-example";
import { environmentWith, synthesized } from "../support/environments";

const configs = everyExample.map(({ environment, find }) => ({
  environment,
  config: parse(find("ConfigMap", "prometheus-config")["data"]["prometheus.yml"]),
}));

const job = (config: any, name: string) =>
  config.scrape_configs.find(({ job_name }: any) => job_name === name);

describe.each(configs)("$environment.name", ({ environment: { name }, config }) => {
  test("tells its environment and its replica, of which alerts know nothing", () => {
    expect(config.global.external_labels).toMatchObject({ environment: name, replica: "${POD_NAME}" });
    expect(config.alerting.alert_relabel_configs).toEqual([{ regex: "replica", action: "labeldrop" }]);
  });

  test("reads every answer, and trusts no certificate unseen but the kubelets'", () => {
    for (const { job_name, tls_config, fallback_scrape_protocol } of config.scrape_configs) {
      expect(fallback_scrape_protocol).toBe("PrometheusText0.0.4");
      const isKubelet = [jobs.kubelet, jobs.cadvisor].includes(job_name as never);
      expect(tls_config?.insecure_skip_verify ?? false).toBe(isKubelet);
    }
    for (const name of [jobs.cadvisor, jobs.kubeStateMetrics])
      expect(job(config, name).honor_labels).toBe(true);
  });
});

test("blocks leave a fifth of the volume free", () => {
  for (const { environment, config } of configs) {
    const { time, size } = config.storage.tsdb.retention;
    expect(time).toBe("15d");
    const bytes = Number(/^(\d+)MB$/.exec(size)![1]) * 2 ** 20;
    expect(bytes / toBytes(environment.monitoring.prometheus.storage.size)).toBeCloseTo(0.8, 2);
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

test("no job rewrites its targets' addresses to a constant", () => {
  for (const { config } of configs) expect(constantAddresses(config.scrape_configs)).toEqual([]);
  const original = {
    ...job(configs[0]!.config, jobs.api),
    relabel_configs: [{ target_label: "__address__", replacement: "localhost:9115" }],
  };
  expect(constantAddresses([original])).toHaveLength(1);
});

test("no target can fill the memory, and cAdvisor's series without a pod are dropped", () => {
  for (const { config } of configs) {
    expect(config.global.label_limit).toBeLessThanOrEqual(64);
    for (const { sample_limit } of config.scrape_configs) expect(sample_limit).toBeGreaterThan(0);
    const drops: any[] = job(config, jobs.cadvisor).metric_relabel_configs;
    const isDropped = (labels: Readonly<Record<string, string>>) =>
      drops.some(({ source_labels, regex }) =>
        new RegExp(`^(?:${regex})$`).test(
          source_labels.map((label: string) => labels[label] ?? "").join(";"),
        ),
      );
    expect(isDropped({ __name__: "container_memory_rss", id: "/system.slice/ssh.service" })).toBe(true);
    expect(isDropped({ __name__: "container_memory_rss", pod: "api-0" })).toBe(false);
    expect(isDropped({ __name__: "machine_memory_bytes" })).toBe(false);
  }
});

test("the probe verifies the certificate where everybody trusts its issuer, and nowhere else", () => {
  for (const { environment, find } of everyExample) {
    const { modules } = parse(find("ConfigMap", "blackbox-exporter-config")["data"]["blackbox.yml"]);
    expect(modules.https_2xx.http.tls_config?.insecure_skip_verify ?? false).toBe(
      environment.cluster.publicIssuer === "letsencrypt-staging",
    );
  }
});

test("kubelets' certificates are verified where the environment says so", () => {
  const { find } = synthesized(environmentWith({ "monitoring.prometheus.verifyKubeletCertificates": true }));
  const config = parse(find("ConfigMap", "prometheus-config")["data"]["prometheus.yml"]);
  expect(job(config, jobs.kubelet).tls_config).toEqual({
    ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
  });
});

test("Prometheus reloads by itself, replays its log in peace and keeps its volume", () => {
  for (const { find } of everyExample) {
    const set = find("StatefulSet", "prometheus");
    const [container] = podTemplateOf(set)!.spec.containers;
    expect(container.args).toContain("--config.auto-reload");
    expect(container.volumeMounts.every(({ subPath }: any) => subPath === undefined)).toBe(true);
    expect(container.startupProbe.periodSeconds * container.startupProbe.failureThreshold).toBe(900);
    expect(set["spec"].volumeClaimTemplates).toHaveLength(1);
  }
});

test("with Thanos Grafana asks the Querier, and blocks go to a bucket whose keys preflight asks for", () => {
  const { find, prerequisites, faults } = synthesized(
    environmentWith({ "monitoring.prometheus.longTermStorage": { mode: "thanos" } }),
  );
  expect(faults).toEqual([]);
  expect(prerequisites).toContainEqual(
    expect.objectContaining({ kind: "secret", name: "thanos-object-storage", detail: "objstore.yml" }),
  );
  const { datasources } = parse(find("ConfigMap", "grafana-datasources")["data"]["datasources.yaml"]);
  const { spec, metadata } = find("Service", "thanos-query") as any;
  expect(datasources[0].url).toBe(
    `http://${metadata.name}.${metadata.namespace}.svc.cluster.local:${spec.ports[0].port}`,
  );
});
