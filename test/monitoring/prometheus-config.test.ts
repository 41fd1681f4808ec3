import { parse } from "yaml";
import { toBytes } from "../../lib/validation/quantity";
import { jobs } from "../../contracts/jobs";
import { podTemplateOf } from "../../lib/synth/manifest";
import { everyExample } from "../support/every-example";
import { environmentWith, synthesized } from "../support/environments";
import { relabel } from "./support/relabel";

const configs = everyExample.map(({ environment, find }) => ({
  environment,
  config: parse(find("ConfigMap", "prometheus-config")["data"]["prometheus.yml"]),
}));

const job = (config: any, name: string) =>
  config.scrape_configs.find(({ job_name }: any) => job_name === name);

/** A pod as the two kinds of discovery see it. */
const asEndpoint = (service: string) => ({
  __meta_kubernetes_service_name: service,
  __meta_kubernetes_endpointslice_port_name: "http",
});
const asPod = (pod: string, name = "fingerprint-api", port = "8000") => ({
  __address__: `${pod}:${port}`,
  __meta_kubernetes_namespace: "fingerprint",
  __meta_kubernetes_pod_name: pod,
  __meta_kubernetes_pod_phase: "Running",
  __meta_kubernetes_pod_container_port_number: port,
  __meta_kubernetes_pod_label_app_kubernetes_io_name: name,
  __meta_kubernetes_pod_annotation_prometheus_io_scrape: "true",
  __meta_kubernetes_pod_annotation_prometheus_io_port: "8000",
  __meta_kubernetes_pod_annotation_prometheus_io_path: "/stats",
});

describe.each(configs)("$environment.name", ({ environment: { name }, config }) => {
  test("scrapes an annotated pod once, however many ports it has", () => {
    const steps = job(config, jobs.pods).relabel_configs;
    expect(relabel(asPod("grafana-0", "grafana"), steps)).toEqual({
      __address__: "grafana-0:8000",
      __metrics_path__: "/stats",
      namespace: "fingerprint",
      service: "grafana",
      pod: "grafana-0",
    });
    expect(relabel(asPod("grafana-0", "grafana", "9000"), steps)).toBeUndefined();
    for (const change of [
      { __meta_kubernetes_pod_phase: "Succeeded" },
      { __meta_kubernetes_pod_annotation_prometheus_io_scrape: "false" },
    ])
      expect(relabel({ ...asPod("grafana-0", "grafana"), ...change }, steps)).toBeUndefined();
  });

  test("sends alerts to each Alertmanager, without the replica", () => {
    const [alertmanagers] = config.alerting.alertmanagers;
    const isFound = (service: string) =>
      relabel(asEndpoint(service), alertmanagers.relabel_configs) !== undefined;
    expect([isFound("alertmanager"), isFound("fingerprint-api")]).toEqual([true, false]);
    expect(config.global.external_labels).toMatchObject({ environment: name, replica: "${POD_NAME}" });
    expect(config.alerting.alert_relabel_configs).toEqual([{ regex: "replica", action: "labeldrop" }]);
  });

  test("asks kubelets directly, and discovers endpoints by slices", () => {
    for (const { kubernetes_sd_configs: found = [], ...one } of config.scrape_configs) {
      for (const { role } of found) expect(["endpointslice", "node", "pod"]).toContain(role);
      expect(one.metrics_path ?? "").not.toContain("proxy");
      expect(one.fallback_scrape_protocol).toBe("PrometheusText0.0.4");
    }
    expect(job(config, jobs.cadvisor)).toMatchObject({
      honor_labels: true,
      metrics_path: "/metrics/cadvisor",
    });
    expect(job(config, jobs.kubeStateMetrics).honor_labels).toBe(true);
    for (const { job_name, tls_config } of config.scrape_configs) {
      const isKubelet = [jobs.kubelet, jobs.cadvisor].includes(job_name as never);
      expect(tls_config?.insecure_skip_verify ?? false).toBe(isKubelet);
    }
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
    const drops = job(config, jobs.cadvisor).metric_relabel_configs;
    const kept = (labels: Record<string, string>) => relabel(labels, drops) !== undefined;
    expect(kept({ __name__: "container_memory_rss", id: "/system.slice/ssh.service" })).toBe(false);
    expect(kept({ __name__: "container_memory_rss", pod: "api-0", container: "api" })).toBe(true);
    expect(kept({ __name__: "machine_memory_bytes" })).toBe(true);
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
