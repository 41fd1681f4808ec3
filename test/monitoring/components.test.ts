import { parse } from "yaml";
import { type Manifest, describe as describeObject, podTemplateOf } from "../../lib/synth/manifest";
import { grafanaSettings } from "../../monitoring/grafana/grafana-chart";
import { allAlerts } from "../../monitoring/rules/rule-file";
import { environmentWith, synthesized } from "../support/environments";
import { everyExample } from "../support/every-example";

describe.each(everyExample)("$environment.name", ({ find, manifests, environment }) => {
  test("kube-state-metrics sees neither Secrets nor ConfigMaps", () => {
    const { rules } = find("ClusterRole", "fingerprint-kube-state-metrics") as any;
    const kinds = rules.flatMap(({ resources }: any) => resources);
    expect(kinds).not.toContain("secrets");
    expect(kinds).not.toContain("configmaps");
    const [{ args }] = podTemplateOf(find("Deployment", "kube-state-metrics"))!.spec.containers;
    const asked = args.find((arg: string) => arg.startsWith("--resources="));
    expect(asked.slice("--resources=".length).split(",").sort()).toEqual(kinds.sort());
  });

  test("the custom metrics API is verified, and leaves metrics.k8s.io to metrics-server", () => {
    const services = manifests.filter(({ kind }) => kind === "APIService");
    expect(services.map(({ metadata }) => metadata.name)).toEqual([
      "v1beta1.custom.metrics.k8s.io",
      "v1beta2.custom.metrics.k8s.io",
    ]);
    for (const { metadata, spec } of services as any[]) {
      expect(spec.insecureSkipTLSVerify).toBeUndefined();
      expect(metadata.annotations["cert-manager.io/inject-ca-from"]).toBe(
        "prometheus/prometheus-adapter-tls",
      );
    }
    const certificate = find("Certificate", "prometheus-adapter-tls");
    expect(certificate["spec"].dnsNames).toContain("prometheus-adapter.prometheus.svc");
  });

  test("Grafana's secrets are files, nobody is let in unnamed, and nothing is fetched at start", () => {
    const settings = grafanaSettings(environment.monitoring.grafana);
    expect(settings).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: "false",
      GF_SECURITY_ADMIN_PASSWORD__FILE: "/etc/grafana-secrets/admin-password",
      GF_SECURITY_SECRET_KEY__FILE: "/etc/grafana-secrets/secret-key",
      GF_PLUGINS_PREINSTALL_DISABLED: "true",
    });
    expect(Object.keys(settings).filter((name) => /(PASSWORD|SECRET_KEY)$/.test(name))).toEqual([]);
    const [container] = podTemplateOf(find("Deployment", "grafana"))!.spec.containers;
    // The image's entrypoint expands `__FILE`; another command would not.
    expect(container.command).toBeUndefined();
    expect(container.resources.requests).toMatchObject({ cpu: "250m", memory: "512Mi" });
  });

  test("Grafana has its datasources, Prometheus first", () => {
    const { datasources } = parse(find("ConfigMap", "grafana-datasources")["data"]["datasources.yaml"]);
    expect(datasources).toMatchObject([
      { name: "Prometheus", type: "prometheus", uid: "prometheus", isDefault: true },
      { name: "Alertmanager", type: "alertmanager" },
    ]);
    expect(datasources[0].jsonData).toMatchObject({ timeInterval: "30s" });
    expect(datasources.map(({ url }: any) => url)).toEqual([
      "http://prometheus.prometheus.svc.cluster.local:9090",
      "http://alertmanager.prometheus.svc.cluster.local:9093",
    ]);
  });

  test("the names of the guide's commands are kept", () => {
    expect(find("Service", "prometheus")["spec"].ports[0].port).toBe(9090);
    expect(find("Service", "alertmanager")["spec"].ports[0].port).toBe(9093);
    expect(find("Service", "grafana")["spec"].ports[0].port).toBe(3000);
    expect(find("ConfigMap", "prometheus-config").metadata.namespace ?? "prometheus").toBe("prometheus");
  });
});

test("KEDA owns the autoscaler where the environment says so, and no adapter runs", () => {
  const { find, manifests, prerequisites, faults } = synthesized(
    environmentWith({ "monitoring.customMetrics": { provider: "keda" } }),
  );
  expect(faults).toEqual([]);
  const names = manifests.map(describeObject).join("\n");
  expect(names).not.toMatch(/prometheus-adapter|APIService|^HorizontalPodAutoscaler/m);
  const { metadata, spec } = find("ScaledObject", "fingerprint-api") as any;
  // Without this KEDA refuses an environment that goes over to it: the API has an autoscaler of that name.
  expect(metadata.annotations).toMatchObject({ "scaledobject.keda.sh/transfer-hpa-ownership": "true" });
  expect(spec.advanced.horizontalPodAutoscalerConfig.name).toBe("fingerprint-api-hpa");
  expect(spec.triggers.map(({ type }: any) => type)).toEqual(["cpu", "memory", "prometheus"]);
  expect(prerequisites).toContainEqual(expect.objectContaining({ kind: "api", name: "keda.sh/v1alpha1" }));
  const { ingress } = find("NetworkPolicy", "prometheus")["spec"];
  expect(JSON.stringify(ingress)).toContain("keda-operator");
});

test("the address that alerts link to leads to Grafana, which asks for a password", () => {
  for (const { find, environment, manifests } of everyExample) {
    const { hostname } = new URL(environment.monitoring.grafana.externalUrl);
    const { rules, tls } = find("Ingress", "grafana")["spec"];
    const backend = { service: { name: "grafana", port: { name: "http" } } };
    expect(rules).toMatchObject([{ host: hostname, http: { paths: [{ backend }] } }]);
    expect(find("Certificate", "grafana-public-tls")["spec"]).toMatchObject({
      dnsNames: [hostname],
      secretName: tls[0].secretName,
      issuerRef: { name: environment.cluster.publicIssuer },
    });
    // Else the authority's challenge would never get through.
    expect(manifests.map(describeObject)).toContain("NetworkPolicy grafana/acme-http-solver");
  }
  const { manifests } = synthesized(
    environmentWith({ "monitoring.grafana.exposure": { via: "port-forward" } }),
  );
  expect(manifests.map(describeObject)).not.toContain("Ingress grafana/grafana");
});

test("Grafana keeps its state where the environment says so", () => {
  const database = { mode: "postgres", host: "db.example.com", ranges: ["10.1.0.0/16"] };
  const { find, faults } = synthesized(
    environmentWith({ "monitoring.grafana.replicas": 2, "monitoring.grafana.storage": database }),
  );
  expect(faults).toEqual([]);
  const { env } = podTemplateOf(find("Deployment", "grafana"))!.spec.containers[0];
  expect(env).toContainEqual({
    name: "GF_DATABASE_PASSWORD__FILE",
    value: "/etc/grafana-secrets/database-password",
  });
  expect(JSON.stringify(find("NetworkPolicy", "grafana")["spec"].egress)).toContain("10.1.0.0/16");
});

/**
 * Programs that read a new certificate by themselves: Elasticsearch looks at its files, which verify tries;
 * prometheus-adapter serves with Kubernetes' own library, which does.
 */
const reading = ["elasticsearch", "prometheus-adapter"];

/** How the pods of a workload's kind are called. */
const podSuffix: Readonly<Record<string, string>> = {
  StatefulSet: "0",
  DaemonSet: "x2x4z",
  Deployment: "5d9c7b6f4-x2x4z",
};

/** Workloads that run on and have the key of a certificate: not those that only trust its authority. */
function holders(manifests: readonly Manifest[]): Manifest[] {
  const secrets = manifests
    .filter(({ kind }) => kind === "Certificate")
    .map(({ metadata, ...certificate }) => `${metadata.namespace}/${certificate["spec"].secretName}`);
  return manifests.filter(
    (manifest) =>
      manifest.kind in podSuffix &&
      podTemplateOf(manifest)?.spec.volumes?.some(
        ({ secret }: any) =>
          secret &&
          secrets.includes(`${manifest.metadata.namespace}/${secret.secretName}`) &&
          (secret.items ?? [{ key: "tls.key" }]).some(({ key }: any) => key === "tls.key"),
      ),
  );
}

test("a program that holds a certificate's key reads a new one, or an alert tells that it has not", () => {
  const { expr } = allAlerts()
    .flatMap(({ rules }) => rules)
    .find(({ alert }) => alert === "CertificatesNotReread")!;
  const [, namespaces, pods] = /namespace=~"(.+?)",pod=~"(.+?)"/.exec(expr)!;
  const isWatched = ({ kind, metadata: { namespace = "", name } }: Manifest) =>
    new RegExp(`^(${namespaces})$`).test(namespace) &&
    new RegExp(`^(${pods})$`).test(`${name}-${podSuffix[kind]!}`);
  for (const { manifests } of everyExample) {
    const all = holders(manifests);
    expect(all.map(({ metadata }) => metadata.name).sort()).toEqual(
      expect.arrayContaining(["elasticsearch", "filebeat", "kibana", "logstash"]),
    );
    const unread = all.filter((holder) => !isWatched(holder) && !reading.includes(holder.metadata.name));
    expect(unread.map(({ metadata }) => metadata.name)).toEqual([]);
  }
});
