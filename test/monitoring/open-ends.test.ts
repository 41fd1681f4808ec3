import { parse } from "yaml";
import { variants } from "../../verify/variants/variants";
import { resolved, synthesized } from "../support/environments";

/** It has alerts, scrape jobs and receivers of its own. */
const { find, prerequisites } = synthesized(resolved(variants["little and open"]!));
const files = (name: string): Readonly<Record<string, string>> => find("ConfigMap", name)["data"];
const egress = (name: string): object[] => find("NetworkPolicy", name)["spec"].egress;
const tcp = (port: number) => ({ port, protocol: "TCP" });

test("Prometheus is let out to what it scrapes, and by no other port", () => {
  expect(egress("prometheus")).toContainEqual({
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "databases" } },
        podSelector: { matchLabels: { "app.kubernetes.io/name": "postgres", role: "primary" } },
      },
    ],
    ports: [tcp(9187)],
  });
  expect(egress("prometheus")).toContainEqual({
    to: [{ ipBlock: { cidr: "10.20.0.0/16" } }],
    ports: [tcp(9154), tcp(9100)],
  });
  expect(egress("prometheus")).toContainEqual(
    expect.objectContaining({
      to: expect.arrayContaining([{ ipBlock: expect.objectContaining({ cidr: "0.0.0.0/0" }) }]),
      ports: [tcp(9443)],
    }),
  );
});

test("an alert of one's own is loaded, and leads to its own runbook", () => {
  const { rule_files } = parse(files("prometheus-config")["prometheus.yml"]!);
  expect(rule_files).toContain("/etc/prometheus/own_rules.yml");
  const [{ rules }] = parse(files("prometheus-config")["own_rules.yml"]!).groups;
  expect(rules).toEqual([
    expect.objectContaining({
      alert: "PostgresDown",
      for: "5m",
      labels: { severity: "critical", service: "postgres" },
      annotations: expect.objectContaining({
        runbook_url: "https://git.example.com/databases/runbooks/PostgresDown.md",
      }),
    }),
  ]);
});

test("each receiver hears its severities, and its secret stays in a file that preflight asks for", () => {
  const text = files("alertmanager-config")["alertmanager.yml"]!;
  const heard = Object.fromEntries(
    parse(text).receivers.map(({ name, ...kinds }: Record<string, unknown>) => [name, Object.keys(kinds)]),
  );
  expect(heard["critical-receiver"]).toEqual(
    expect.arrayContaining(["msteamsv2_configs", "opsgenie_configs"]),
  );
  expect(heard["warning-receiver"]).toContain("msteamsv2_configs");
  expect(heard["info-receiver"]).toEqual(["slack_configs", "webhook_configs"]);
  const { detail } = prerequisites.find(({ name }) => name === "alertmanager-secrets")!;
  for (const key of ["receiver-platform", "receiver-on-call", "receiver-tickets"]) {
    expect(text).toContain(`/etc/alertmanager/secrets/${key}`);
    expect(detail!.split(",")).toContain(key);
  }
  expect(egress("alertmanager")).toContainEqual({
    to: [{ ipBlock: { cidr: "10.30.0.0/16" } }],
    ports: [tcp(8443)],
  });
});
