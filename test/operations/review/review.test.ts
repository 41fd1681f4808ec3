import { parse, stringify } from "yaml";
import type { Manifest } from "../../../lib/synth/manifest";
import { defaultPricesFile, readPrices } from "../../../operations/capacity/prices";
import { review as reviewOf } from "../../../operations/review/review";
import { reviewReport } from "../../../operations/review/review-report";
import { large } from "../../environments/large";
import { resolved, synthesized, withValues } from "../../support/environments";
import { exampleDist } from "../../support/example-dist";
import { deployment, environmentOf, hpa } from "../manifest-samples";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";

/** The examples' nodes are not those that an environment of their name declares. */
const review = (before: EnvironmentManifests[], after: EnvironmentManifests[]) =>
  reviewOf(before, after, undefined, () => large.cluster.nodes);

const production = exampleDist.find(({ name }) => name === "production")!;

/** Production with the YAML of some of its objects edited, as a colleague might. */
function rewritten(kind: string, name: string, edit: (yaml: string) => string): EnvironmentManifests {
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

/** The same, with one text in place of another. */
const edited = (kind: string, name: string, from: string | RegExp, to: string) =>
  rewritten(kind, name, (yaml) => yaml.replace(from, to));

const api = "fingerprint-api";
const inDeployment = (from: string | RegExp, to: string) => edited("Deployment", api, from, to);
const inIngress = (from: string | RegExp, to: string) => edited("Ingress", `${api}-ingress`, from, to);
const inAutoscaler = (from: string | RegExp, to: string) =>
  edited("HorizontalPodAutoscaler", `${api}-hpa`, from, to);
const inPolicy = (from: string | RegExp, to: string) => edited("NetworkPolicy", api, from, to);

/** Production whose Elasticsearch lets strangers in, with the reason. */
function overriding(username: object): EnvironmentManifests {
  const { manifests } = synthesized(
    resolved(
      withValues(large, {
        "logging.elasticsearch.extraSettings": { "xpack.security.authc.anonymous.username": username },
      }),
    ),
  );
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

test("an environment without a change is not told", () => {
  expect(review([production], [production])).toEqual([]);
});

test.each<[string, EnvironmentManifests, RegExp]>([
  [
    "a smaller memory limit",
    inDeployment("memory: 2Gi", "memory: 1Gi"),
    /^danger: Deployment .* 2Gi → 1Gi: a pod above it is killed/,
  ],
  [
    "no memory limit",
    inDeployment("memory: 2Gi", ""),
    /^danger: Deployment .*limits\.memory goes: one pod may take all/,
  ],
  ["no limits at all", inDeployment("limits:", "ignored:"), /^danger: Deployment .*resources\.limits goes/],
  [
    "a writable root",
    inDeployment("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
    /^danger: .* may write to its root/,
  ],
  ["root", inDeployment("allowPrivilegeEscalation: false", "privileged: true"), /^danger: .* is privileged/],
  [
    "a host mount",
    inDeployment("volumes:", "volumes:\n        - name: host\n          hostPath: {path: /}"),
    /^danger: .* mounts \/ of the node/,
  ],
  [
    "a setting that runs against what is promised",
    overriding({ value: "guest", override: "the status page has no users" }),
    /^danger: StatefulSet .* promises: xpack\.security\.authc\.anonymous\.username = "guest": the status page has no users/,
  ],
  ["a lost probe", inDeployment("readinessProbe:", "ignored:"), /^danger: .*readinessProbe goes/],
  [
    "another selector",
    rewritten("Deployment", api, (yaml) =>
      yaml
        .replace("instance: fingerprint-api", "instance: other")
        .replace("matchLabels:", "matchLabels:\n      new: label"),
    ),
    /^danger: .*spec\.selector.* can't be changed in place/,
  ],
  [
    "a new major version",
    inDeployment(/image: .*/, "image: fingerprint-api:99.0.0"),
    /^caution: .* a new major version/,
  ],
  [
    "an image from another registry",
    inDeployment(/image: .*/, "image: elsewhere.io:5000/fingerprint-api:1.0.0"),
    /^caution: .* an image from elsewhere: fingerprint-api:1\.0\.0 → elsewhere/,
  ],
  [
    "a namespace that admits privileged pods",
    edited("Namespace", "fingerprint", "enforce: restricted", "enforce: privileged"),
    /^danger: Namespace fingerprint: admits pods .* restricted → privileged/,
  ],
  [
    "a namespace without Pod Security",
    edited("Namespace", "fingerprint", /\n.*\/enforce: restricted/, ""),
    /^danger: Namespace fingerprint: admits pods .* restricted → nothing/,
  ],
  [
    "an Ingress without TLS",
    inIngress("tls:", "ignored:"),
    /^danger: exposure: fingerprint-api\.example\.com is served without encryption/,
  ],
  [
    "another rate limit",
    inIngress(/limit-rps: .*/, 'limit-rps: "9000"'),
    /^caution: Ingress .* the rate limit changes: 100 → 9000/,
  ],
  [
    "fewer pods",
    inAutoscaler("minReplicas: 5", "minReplicas: 3"),
    /^caution: .* minReplicas goes down: 5 → 3/,
  ],
  [
    "fewer nodes that keep data",
    edited("StatefulSet", "elasticsearch", "replicas: 3", "replicas: 1"),
    /^danger: .* their shards and votes have to leave first/,
  ],
  ["more pods than nodes", inAutoscaler("maxReplicas: 20", "maxReplicas: 60"), /^danger: .* needs 61 nodes/],
  [
    "no disruption budget",
    without("PodDisruptionBudget", api),
    /^danger: .* is removed: a drain may stop every pod/,
  ],
  [
    "a published Service",
    edited("Service", api, "type: ClusterIP", "type: LoadBalancer"),
    /^danger: exposure: published: Service .* LoadBalancer/,
  ],
  [
    "published metrics",
    inIngress("path: /api", "path: /metrics"),
    /^danger: exposure: metrics on the internet/,
  ],
  [
    "an open NetworkPolicy",
    inPolicy("- from:", "- from:\n        - namespaceSelector: {}"),
    /^danger: exposure: wide open: .* every pod of any namespace/,
  ],
  [
    "a NetworkPolicy that denies one direction less",
    edited("NetworkPolicy", "default-deny", /\n.*- Egress/, ""),
    /^danger: NetworkPolicy fingerprint\/default-deny: restricts Egress no longer/,
  ],
  [
    "a NetworkPolicy that reaches the metadata address",
    inPolicy(/\n.*- 169\.254\.0\.0\/16/, ""),
    /^danger: NetworkPolicy .* lets through addresses that it left out: 169\.254\.0\.0\/16/,
  ],
  [
    "a NetworkPolicy for fewer pods",
    edited("NetworkPolicy", "default-deny", "podSelector: {}", "podSelector: {matchLabels: {app: none}}"),
    /^danger: NetworkPolicy fingerprint\/default-deny: selects other pods/,
  ],
  [
    "a verb on Secrets",
    rewritten("Role", api, (yaml) =>
      yaml.replace("- configmaps", "- secrets").replaceAll("verbs:", "verbs:\n      - update"),
    ),
    /^danger: exposure: mighty power: .* may update secrets/,
  ],
  [
    "a path with all that lies below it",
    inIngress("pathType: Exact", "pathType: Prefix"),
    /^danger: exposure: metrics on the internet: fingerprint-api\.example\.com\/ →/,
  ],
  [
    "one more host",
    inIngress(
      "rules:",
      "rules:\n    - host: other.example.com\n      http: {paths: [{path: /api, pathType: Prefix, backend: {service: {name: fingerprint-api, port: {name: http}}}}]}",
    ),
    /^danger: exposure: published: other\.example\.com\/api/,
  ],
  [
    "a host without its certificate",
    inIngress("- host: fingerprint-api.example.com", "- host: new.example.com"),
    /^danger: exposure: new\.example\.com is served without encryption/,
  ],
  [
    "a path that is taken away",
    inIngress("path: /api", "path: /api/v1"),
    /^danger: exposure: no longer published: fingerprint-api\.example\.com\/api/,
  ],
  [
    "another person on call",
    edited("ConfigMap", "alertmanager-config", "to: on-call@", "to: somebody@"),
    /^danger: ConfigMap .*: critical-receiver tells others: on-call@example\.com → somebody@example\.com/,
  ],
  [
    "no pager",
    edited("ConfigMap", "alertmanager-config", "pagerduty_configs:", "webhook_configs:"),
    /^danger: ConfigMap .*: critical-receiver tells fewer/,
  ],
  [
    "another Slack channel for warnings",
    edited("ConfigMap", "alertmanager-config", '"#fingerprint-warning"', '"#other"'),
    /^caution: ConfigMap .*: warning-receiver tells others: #fingerprint-warning → #other/,
  ],
  [
    "critical alerts that go elsewhere",
    edited("ConfigMap", "alertmanager-config", /- receiver: critical-receiver/, "- receiver: info-receiver"),
    /^danger: ConfigMap .*: alerts take another way/,
  ],
  [
    "half of the pods",
    inAutoscaler("minReplicas: 5", "minReplicas: 2"),
    /^danger: .* minReplicas goes down by half or more: 5 → 2/,
  ],
  [
    "many times the cost",
    edited("StatefulSet", "elasticsearch", "replicas: 3", "replicas: 30"),
    /^caution: cost: grows from \d+ to \d+ USD a month/,
  ],
  [
    "a smaller volume",
    edited("StatefulSet", "elasticsearch", "storage: 200Gi", "storage: 100Gi"),
    /^danger: StatefulSet .*: storage shrinks, which no volume does: 200Gi → 100Gi/,
  ],
  [
    "a larger volume",
    edited("StatefulSet", "elasticsearch", "storage: 200Gi", "storage: 300Gi"),
    /^danger: StatefulSet .*volumeClaimTemplates.* can't be changed in place: .*--cascade=orphan/,
  ],
  [
    "an older version",
    edited("StatefulSet", "prometheus", /(image: .*prometheus:v\d+)\.\d+/, "$1.0"),
    /^caution: StatefulSet .* an older version: .*too new for it/,
  ],
  [
    "no autoscaler",
    without("HorizontalPodAutoscaler", "fingerprint-api-hpa"),
    /^danger: .* is removed: the number of pods/,
  ],
  [
    "no certificate",
    without("Certificate", "fingerprint-api-tls"),
    /^danger: .* is removed: its Secret is no longer renewed/,
  ],
])("%s is risky", (_, after, risk) => {
  expect(risksOf(after)).toContainEqual(expect.stringMatching(risk));
});

/** Production with the API's Ingress served by routes of a Gateway, as `api.exposure` makes them. */
function behindGateway(): EnvironmentManifests {
  const rule = (type: string, value: string) => ({
    matches: [{ path: { type, value } }],
    backendRefs: [{ name: api, port: 80 }],
  });
  const route: Manifest = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: api, namespace: "fingerprint" },
    spec: {
      hostnames: ["fingerprint-api.example.com"],
      rules: [rule("Exact", "/"), rule("PathPrefix", "/api")],
    },
  };
  const { manifests, ...others } = without("Ingress", "fingerprint-api-ingress");
  return { ...others, manifests: [...manifests, route] };
}

/** Production scaled by KEDA in place of the HorizontalPodAutoscaler. */
function scaledByKeda(): EnvironmentManifests {
  const scaler: Manifest = {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: api, namespace: "fingerprint" },
    spec: { scaleTargetRef: { name: api }, minReplicaCount: 5, maxReplicaCount: 20 },
  };
  const { manifests, ...others } = without("HorizontalPodAutoscaler", "fingerprint-api-hpa");
  return { ...others, manifests: [...manifests, scaler] };
}

const renamed = rewritten("Ingress", "fingerprint-api-ingress", (yaml) =>
  yaml.replaceAll("fingerprint-api.example.com", "api.example.org"),
);

test.each<[string, EnvironmentManifests, readonly string[]]>([
  [
    "a renamed host with its certificate is a move",
    renamed,
    ["caution: exposure: moves from fingerprint-api.example.com to api.example.org: point DNS there before"],
  ],
  ["an Ingress that becomes a Gateway's routes is no loss", behindGateway(), []],
  [
    "KEDA in place of the autoscaler is no loss",
    scaledByKeda(),
    [
      "caution: HorizontalPodAutoscaler fingerprint/fingerprint-api-hpa: is replaced by ScaledObject fingerprint/fingerprint-api",
    ],
  ],
  ["one more replica at most is nothing", inAutoscaler("maxReplicas: 20", "maxReplicas: 21"), []],
  ["more memory is nothing", inDeployment("memory: 2Gi", "memory: 3Gi"), []],
  ["a new patch version is nothing", inDeployment(/image: .*/, "image: fingerprint-api:1.0.1"), []],
  [
    "a setting is nothing",
    edited("ConfigMap", "fingerprint-api-config", /max_pool_size: .*/, 'max_pool_size: "200"'),
    [],
  ],
  [
    "a narrower path beside a wide one is nothing",
    inIngress(
      "paths:",
      "paths:\n          - {path: /api/v1, pathType: Prefix, backend: {service: {name: fingerprint-api, port: {name: http}}}}",
    ),
    [],
  ],
])("%s", (_, after, risks) => {
  expect(risksOf(after)).toEqual(risks);
});

test("names that JavaScript keeps for itself are names like any other", () => {
  const data = (more: string) => ({
    ...production,
    manifests: [
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "words", namespace: "fingerprint" },
        data: JSON.parse(`{"plain":"1"${more}}`) as object,
      },
    ],
  });
  for (const word of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    const [came] = review([data("")], [data(`,"${word}":"2"`)]);
    expect(came?.objects[0]?.fields).toEqual([{ path: `data.${word}`, before: undefined, after: "2" }]);
    const [went] = review([data(`,"${word}":"2"`)], [data("")]);
    expect(went?.objects[0]?.fields).toEqual([{ path: `data.${word}`, before: "2", after: undefined }]);
  }
  const strange = (kind: string): EnvironmentManifests => ({
    ...production,
    manifests: [...production.manifests, { apiVersion: "v1", kind, metadata: { name: "x" }, spec: { a: 1 } }],
  });
  expect(risksOf(production, strange("constructor"))).toEqual([]);
});

test("an environment that comes or goes is one line, its objects folded", () => {
  const prices = readPrices(defaultPricesFile);
  const [removed] = review([production], []);
  expect(removed?.risks.map(({ what }) => what)).toEqual([
    `is removed with all of its ${String(production.manifests.length)} objects, on the next prune of its cluster`,
  ]);
  const lines = reviewReport(removed!, prices, "text").split("\n");
  expect(lines.filter((line) => line !== "")).toHaveLength(2);
  const folded = reviewReport(removed!, prices, "markdown");
  expect(folded.slice(0, folded.indexOf("<details>"))).not.toContain("Deployment");
  expect(folded).toContain("- Deployment fingerprint/fingerprint-api");
  const [added] = review([], [production]);
  expect(added?.risks.map(({ level, what }) => `${level}: ${what}`)).toEqual([
    expect.stringMatching(/^caution: is new: \d+ objects, \d+ prerequisites, published: fingerprint-api/),
  ]);
});

test("what has not changed is not printed", () => {
  const [only] = review([production], [inAutoscaler("maxReplicas: 20", "maxReplicas: 21")]);
  const report = reviewReport(only!, readPrices(defaultPricesFile), "text");
  expect(report).toContain("replicas of fingerprint/fingerprint-api");
  expect(report).not.toContain("storage");
  const [setting] = review(
    [production],
    [edited("ConfigMap", "fingerprint-api-config", /workers: .*/, 'workers: "9"')],
  );
  expect(reviewReport(setting!, readPrices(defaultPricesFile), "text")).not.toContain("capacity");
});

test("dangers come before cautions", () => {
  const levels = risksOf(
    without("PodDisruptionBudget", api),
    inAutoscaler("minReplicas: 5", "minReplicas: 8"),
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
  const moved = (expr: string) =>
    risksOf(rules([{ alert: "Full", expr }]), rules([{ alert: "Full", expr: "free < 0.15 or used > 0.9" }]));
  const told = "caution: ConfigMap prometheus/rules: alert Full fires";
  expect(moved("free < 0.1 or used > 0.8")).toEqual([
    `${told} later: < 0.15 → < 0.1`,
    `${told} sooner: > 0.9 → > 0.8`,
  ]);
  expect(moved("free < 0.2 or used > 0.95")).toEqual([
    `${told} sooner: < 0.15 → < 0.2`,
    `${told} later: > 0.9 → > 0.95`,
  ]);
});

test("a changed pod template rolls the pods, a changed autoscaler does not", () => {
  const [image] = review([production], [inDeployment(/image: .*/, "image: fingerprint-api:1.0.1")]);
  const [bounds] = review([production], [inAutoscaler("maxReplicas: 20", "maxReplicas: 21")]);
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

test("new prerequisites are told", () => {
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
