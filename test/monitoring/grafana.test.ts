import { parse } from "yaml";
import { describe as describeObject, podTemplateOf } from "../../lib/synth/manifest";
import { grafanaSettings } from "../../monitoring/grafana/grafana-chart";
import { environmentWith, synthesized } from "../support/environments";
import { everyExample } from "../support/examples";

test.each(everyExample)("Grafana of $environment.name lets nobody in unnamed", ({ find, environment }) => {
  const settings = grafanaSettings(environment.monitoring.grafana);
  expect(settings).toMatchObject({
    GF_AUTH_ANONYMOUS_ENABLED: "false",
    GF_SECURITY_ADMIN_PASSWORD__FILE: "/etc/grafana-secrets/admin-password",
    GF_SECURITY_SECRET_KEY__FILE: "/etc/grafana-secrets/secret-key",
  });
  expect(Object.keys(settings).filter((name) => /(PASSWORD|SECRET_KEY)$/.test(name))).toEqual([]);
  // The image's entrypoint expands `__FILE`; another command would not.
  expect(podTemplateOf(find("Deployment", "grafana"))!.spec.containers[0].command).toBeUndefined();
});

const datasourcesOf = ({ find }: (typeof everyExample)[number]): any[] =>
  parse(find("ConfigMap", "grafana-datasources")["data"]["datasources.yaml"]).datasources;

test("Grafana asks Prometheus first, through the Querier of Thanos where there is one", () => {
  for (const example of everyExample)
    expect(datasourcesOf(example)).toMatchObject([
      {
        ...{ name: "Prometheus", type: "prometheus", isDefault: true, jsonData: { timeInterval: "30s" } },
        url: "http://prometheus.prometheus.svc.cluster.local:9090",
      },
      { name: "Alertmanager", url: "http://alertmanager.prometheus.svc.cluster.local:9093" },
    ]);
  const kept = environmentWith({ "monitoring.prometheus.longTermStorage": { mode: "thanos" } });
  const thanos = synthesized(kept);
  const { name, namespace } = thanos.find("Service", "thanos-query").metadata;
  expect(datasourcesOf(thanos)[0].url).toContain(`http://${name}.${namespace}.svc.cluster.local:`);
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
  const hidden = environmentWith({ "monitoring.grafana.exposure": { via: "port-forward" } });
  expect(synthesized(hidden).manifests.map(describeObject)).not.toContain("Ingress grafana/grafana");
});

test("Grafana keeps its state in the database that the environment names", () => {
  const database = { mode: "postgres", host: "db.example.com", ranges: ["10.1.0.0/16"] };
  const { find } = synthesized(environmentWith({ "monitoring.grafana.storage": database }));
  const { env } = podTemplateOf(find("Deployment", "grafana"))!.spec.containers[0];
  const value = "/etc/grafana-secrets/database-password";
  expect(env).toContainEqual({ name: "GF_DATABASE_PASSWORD__FILE", value });
  expect(JSON.stringify(find("NetworkPolicy", "grafana")["spec"].egress)).toContain("10.1.0.0/16");
});
