import { parse, stringify } from "yaml";
import type { Manifest } from "../../../lib/synth/manifest";
import { defaultPricesFile, readPrices } from "../../../operations/capacity/prices";
import { readDist } from "../../../operations/manifests/read-dist";
import { review } from "../../../operations/review/review";
import { reviewReport } from "../../../operations/review/review-report";
import { deployment, environmentOf, hpa } from "../manifest-samples";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";

const production = readDist().find(({ name }) => name === "production")!;

/** Production with the YAML of some of its objects edited, as a colleague might. */
function edited(kind: string, name: string, edit: (yaml: string) => string): EnvironmentManifests {
  let hits = 0;
  const manifests = production.manifests.map((manifest) => {
    if (manifest.kind !== kind || manifest.metadata.name !== name) return manifest;
    hits += 1;
    const before = stringify(manifest);
    const after = edit(before);
    expect(after).not.toBe(before);
    return parse(after) as Manifest;
  });
  expect(hits).toBeGreaterThan(0);
  return { ...production, manifests };
}

const without = (kind: string, name: string): EnvironmentManifests => ({
  ...production,
  manifests: production.manifests.filter(
    (manifest) => manifest.kind !== kind || manifest.metadata.name !== name,
  ),
});

function risksOf(after: EnvironmentManifests, before = production): string[] {
  return review([before], [after]).flatMap(({ risks }) =>
    risks.map(({ level, where, what }) => `${level}: ${where}: ${what}`),
  );
}

const api = "fingerprint-api";

test("an environment without a change is not told", () => {
  expect(review([production], [production])).toEqual([]);
});

test.each<[string, EnvironmentManifests, RegExp]>([
  [
    "a smaller memory limit",
    edited("Deployment", api, (yaml) => yaml.replace("memory: 2Gi", "memory: 1Gi")),
    /^danger: Deployment .* 2Gi → 1Gi: a pod above it is killed/,
  ],
  [
    "no memory limit",
    edited("Deployment", api, (yaml) => yaml.replace("memory: 2Gi", "")),
    /^danger: Deployment .*limits\.memory goes: one pod may take all/,
  ],
  [
    "no limits at all",
    edited("Deployment", api, (yaml) => yaml.replace("limits:", "ignored:")),
    /^danger: Deployment .*resources\.limits goes/,
  ],
  [
    "a writable root",
    edited("Deployment", api, (yaml) =>
      yaml.replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
    ),
    /^danger: .* may write to its root/,
  ],
  [
    "root",
    edited("Deployment", api, (yaml) => yaml.replace("allowPrivilegeEscalation: false", "privileged: true")),
    /^danger: .* is privileged/,
  ],
  [
    "a host mount",
    edited("Deployment", api, (yaml) =>
      yaml.replace("volumes:", "volumes:\n        - name: host\n          hostPath: {path: /}"),
    ),
    /^danger: .* mounts \/ of the node/,
  ],
  [
    "a lost probe",
    edited("Deployment", api, (yaml) => yaml.replace("readinessProbe:", "ignored:")),
    /^danger: .*readinessProbe goes/,
  ],
  [
    "another selector",
    edited("Deployment", api, (yaml) =>
      yaml
        .replace("instance: fingerprint-api", "instance: other")
        .replace("matchLabels:", "matchLabels:\n      new: label"),
    ),
    /^danger: .*spec\.selector.* can't be changed in place/,
  ],
  [
    "a new major version",
    edited("Deployment", api, (yaml) => yaml.replace(/image: .*/, "image: fingerprint-api:99.0.0")),
    /^caution: .* a new major version/,
  ],
  [
    "an image from another registry",
    edited("Deployment", api, (yaml) =>
      yaml.replace(/image: .*/, "image: elsewhere.io:5000/fingerprint-api:1.0.0"),
    ),
    /^caution: .* an image from elsewhere: fingerprint-api:1\.0\.0 → elsewhere/,
  ],
  [
    "a namespace that admits privileged pods",
    edited("Namespace", "fingerprint", (yaml) => yaml.replace("enforce: restricted", "enforce: privileged")),
    /^danger: Namespace fingerprint: admits pods .* restricted → privileged/,
  ],
  [
    "a namespace without Pod Security",
    edited("Namespace", "fingerprint", (yaml) => yaml.replace(/\n.*\/enforce: restricted/, "")),
    /^danger: Namespace fingerprint: admits pods .* restricted → nothing/,
  ],
  [
    "an Ingress without TLS",
    edited("Ingress", "fingerprint-api-ingress", (yaml) => yaml.replace("tls:", "ignored:")),
    /^danger: Ingress .* spec\.tls goes/,
  ],
  [
    "another rate limit",
    edited("Ingress", "fingerprint-api-ingress", (yaml) =>
      yaml.replace(/limit-rps: .*/, 'limit-rps: "9000"'),
    ),
    /^caution: Ingress .* the rate limit changes: 100 → 9000/,
  ],
  [
    "fewer pods",
    edited("HorizontalPodAutoscaler", "fingerprint-api-hpa", (yaml) =>
      yaml.replace("minReplicas: 5", "minReplicas: 3"),
    ),
    /^caution: .* minReplicas goes down: 5 → 3/,
  ],
  [
    "fewer nodes that keep data",
    edited("StatefulSet", "elasticsearch", (yaml) => yaml.replace("replicas: 3", "replicas: 1")),
    /^danger: .* their shards and votes have to leave first/,
  ],
  [
    "more pods than nodes",
    edited("HorizontalPodAutoscaler", "fingerprint-api-hpa", (yaml) =>
      yaml.replace("maxReplicas: 20", "maxReplicas: 60"),
    ),
    /^danger: .* needs 61 nodes/,
  ],
  [
    "no disruption budget",
    without("PodDisruptionBudget", api),
    /^danger: .* is removed: a drain may stop every pod/,
  ],
  [
    "a published Service",
    edited("Service", api, (yaml) => yaml.replace("type: ClusterIP", "type: LoadBalancer")),
    /^danger: exposure: published: Service .* LoadBalancer/,
  ],
  [
    "published metrics",
    edited("Ingress", "fingerprint-api-ingress", (yaml) => yaml.replace("path: /api", "path: /metrics")),
    /^danger: exposure: metrics on the internet/,
  ],
  [
    "an open NetworkPolicy",
    edited("NetworkPolicy", api, (yaml) =>
      yaml.replace("- from:", "- from:\n        - namespaceSelector: {}"),
    ),
    /^danger: exposure: wide open: .* every pod of any namespace/,
  ],
  [
    "a NetworkPolicy that denies one direction less",
    edited("NetworkPolicy", "default-deny", (yaml) => yaml.replace(/\n.*- Egress/, "")),
    /^danger: NetworkPolicy fingerprint\/default-deny: restricts Egress no longer/,
  ],
  [
    "a NetworkPolicy that reaches the metadata address",
    edited("NetworkPolicy", api, (yaml) => yaml.replace(/\n.*- 169\.254\.0\.0\/16/, "")),
    /^danger: NetworkPolicy .* lets through addresses that it left out: 169\.254\.0\.0\/16/,
  ],
  [
    "a NetworkPolicy for fewer pods",
    edited("NetworkPolicy", "default-deny", (yaml) =>
      yaml.replace("podSelector: {}", "podSelector: {matchLabels: {app: none}}"),
    ),
    /^danger: NetworkPolicy fingerprint\/default-deny: selects other pods/,
  ],
  [
    "one more verb on Secrets",
    edited("Role", api, (yaml) => yaml.replaceAll("verbs:", "verbs:\n      - update")),
    /^danger: exposure: mighty power: .* may update secrets/,
  ],
])("%s is risky", (_, after, risk) => {
  expect(risksOf(after)).toContainEqual(expect.stringMatching(risk));
});

test("dangers come before cautions", () => {
  const levels = risksOf(
    without("PodDisruptionBudget", api),
    edited("HorizontalPodAutoscaler", "fingerprint-api-hpa", (yaml) =>
      yaml.replace("minReplicas: 5", "minReplicas: 8"),
    ),
  ).map((risk) => risk.split(":")[0]);
  expect(new Set(levels)).toEqual(new Set(["danger", "caution"]));
  expect(levels).toEqual([...levels].sort().reverse());
});

test("an alert that goes, or fires later, is risky", () => {
  const rules = (alerts: object[]): EnvironmentManifests => ({
    ...production,
    manifests: [
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "rules", namespace: "prometheus" },
        data: { "alerts.yml": stringify({ groups: [{ name: "api", rules: alerts }] }) },
      },
    ],
  });
  const before = rules([
    { alert: "Down", expr: "up == 0", for: "2m" },
    { alert: "Slow", expr: "p99 > 1" },
  ]);
  expect(risksOf(rules([{ alert: "Down", expr: "up == 0", for: "9m" }]), before)).toEqual([
    "danger: ConfigMap prometheus/rules: alert Slow goes: nobody is told any more",
    "caution: ConfigMap prometheus/rules: alert Down fires on another condition: 2m → 9m",
  ]);
});

test("a changed pod template rolls the pods, a changed autoscaler does not", () => {
  const [image] = review(
    [production],
    [edited("Deployment", api, (yaml) => yaml.replace(/image: .*/, "image: fingerprint-api:1.0.1"))],
  );
  const [bounds] = review(
    [production],
    [
      edited("HorizontalPodAutoscaler", "fingerprint-api-hpa", (yaml) =>
        yaml.replace("maxReplicas: 20", "maxReplicas: 21"),
      ),
    ],
  );
  expect(image?.rolls).toEqual(["Deployment fingerprint/fingerprint-api"]);
  expect(image?.images).toEqual([
    {
      container: "Deployment fingerprint/fingerprint-api: fingerprint-api",
      before: "fingerprint-api:1.0.0",
      after: "fingerprint-api:1.0.1",
    },
  ]);
  expect(bounds?.rolls).toEqual([]);
  expect(bounds?.capacity.after.throughput[0]?.atMax).toBe(2100);
});

test("a new environment, a removed one and new prerequisites are told", () => {
  expect(review([], [production]).map(({ environment }) => environment)).toEqual(["production"]);
  expect(review([production], []).map(({ environment }) => environment)).toEqual(["production"]);
  const more = { kind: "secret", namespace: "grafana", name: "new", detail: "key", purpose: "logs in" };
  expect(risksOf({ ...production, prerequisites: [...production.prerequisites, more] })).toEqual([
    "caution: Prerequisite secret grafana/new: must be there before this is applied: logs in",
  ]);
});

test.each(["text", "markdown"] as const)("the report in %s reads from the risks to the fields", (style) => {
  const before = environmentOf(
    deployment({ image: "api:1.0.0", spread: "required" }),
    hpa({ min: 5, max: 20 }),
  );
  const after = environmentOf(
    deployment({ image: "api:2.0.0", spread: "required" }),
    hpa({ min: 4, max: 30 }),
  );
  const reports = review([before], [after]).map((one) =>
    reviewReport(one, readPrices(defaultPricesFile), style),
  );
  expect(reports.join()).toMatchSnapshot();
});
