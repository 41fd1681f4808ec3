import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exceptionPrefix } from "../../lib/kubernetes/pod-template";
import { describe as inWords } from "../../lib/synth/manifest";
import { root } from "../../operations/root";
import { variants } from "../../verify/variants/variants";
import { resolved, synthesized, withValues } from "../support/environments";
import { everyExample } from "../support/examples";
import { brokenPromises, invariants } from "./broken-promises";
import { subjectsOf, workloads } from "./invariant";

const small = everyExample.find(({ environment }) => environment.name === "staging")!;
const others = Object.entries(variants).map(([name, props]) => ({ ...synthesized(resolved(props)), name }));

test.each([...everyExample.map((example) => ({ ...example, name: example.environment.name })), ...others])(
  "$name keeps every promise",
  (made) => {
    expect(brokenPromises(made)).toEqual([]);
  },
);

test.each(invariants)("the opposite is noticed: $name", ({ violations, noticed: [kind, name, values] }) => {
  const isMeant = (object: (typeof small.manifests)[number]) =>
    object.kind === kind && object.metadata.name === name;
  const manifests = small.manifests.map((object) => (isMeant(object) ? withValues(object, values) : object));
  expect(violations(subjectsOf(small))).toEqual([]);
  expect(violations(subjectsOf({ ...small, manifests }))).not.toEqual([]);
});

test("the exceptions from hardening are few, and each has a reason", () => {
  const exceptions = workloads(everyExample.flatMap(subjectsOf)).flatMap(({ where, template }) =>
    Object.entries(template.annotations)
      .filter(([key]) => key.startsWith(exceptionPrefix))
      .map(([key, reason]) => `${where} ${key.split("/")[1]!}: ${reason}`),
  );
  expect(exceptions).toMatchSnapshot();
});

test("deploy.sh never prunes what holds people's data", () => {
  const kinds = readFileSync(join(root, "deploy/kinds.tsv"), "utf8");
  for (const kind of ["Namespace", "PersistentVolumeClaim", "PersistentVolume", "Secret"])
    expect(kinds).toContain(`\n${kind}.core\tnever\n`);
});

test("names and ports of the guide's commands are kept", () => {
  const known = small.manifests.map((manifest) => {
    const port = manifest.kind === "Service" ? `:${manifest["spec"].ports[0].port}` : "";
    return `${inWords(manifest)}${port}`;
  });
  const kept = [
    "Deployment fingerprint/fingerprint-api",
    "Service fingerprint/fingerprint-api:80",
    "Ingress fingerprint/fingerprint-api-ingress",
    "HorizontalPodAutoscaler fingerprint/fingerprint-api-hpa",
    "Certificate fingerprint/fingerprint-api-tls",
    "ConfigMap prometheus/prometheus-config",
    "Service prometheus/prometheus:9090",
    "Service prometheus/alertmanager:9093",
    "Service grafana/grafana:3000",
    "Service logging/elasticsearch:9200",
    "Service logging/logstash:5044",
    "Service logging/kibana:5601",
  ];
  expect(kept.filter((object) => !known.includes(object))).toEqual([]);
});
