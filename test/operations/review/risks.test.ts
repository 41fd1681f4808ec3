import { join } from "node:path";
import { stringify } from "yaml";
import type { Manifest } from "../../../lib/synth/manifest";
import type { EnvironmentManifests } from "../../../operations/manifests/environment-manifests";
import { large } from "../../environments/large";
import { resolved, synthesized, withValues } from "../../support/environments";
import { type Edit, edited, production, review, rewritten, without } from "./edited-example";
import { dataFile } from "../../../verify/data-file";

const { risky, harmless } = dataFile(join(__dirname, "risks.yaml")) as {
  readonly risky: readonly (Edit & { readonly told: string })[];
  readonly harmless: readonly Edit[];
};

/** Production whose Elasticsearch lets strangers in, with the reason. */
function overriding(username: object): EnvironmentManifests {
  const settings = { "xpack.security.authc.anonymous.username": username };
  const props = withValues(large, { "logging.elasticsearch.extraSettings": settings });
  return { ...production, manifests: synthesized(resolved(props)).manifests };
}

/** Production with a ConfigMap alone. */
const configured = (namespace: string, data: object): EnvironmentManifests => ({
  ...production,
  manifests: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "rules", namespace }, data }],
});

function risksOf(after: EnvironmentManifests, before = production): string[] {
  return review([before], [after]).flatMap(({ risks }) =>
    risks.map(({ level, where, what }) => `${level}: ${where}: ${what}`),
  );
}

test.each(risky.map((edit) => [edit.what, edit] as const))("%s is risky", (_, { told, ...edit }) => {
  expect(risksOf(edited(edit))).toContainEqual(expect.stringMatching(`^${told}`));
});

test.each(harmless.map((edit) => [edit.what, edit] as const))("%s is nothing", (_, edit) => {
  expect(risksOf(edited(edit))).toEqual([]);
});

test.each<[string, EnvironmentManifests, RegExp]>([
  [
    "a setting that runs against what is promised",
    overriding({ value: "guest", override: "the status page has no users" }),
    /^danger: StatefulSet .* promises: xpack\.security\.authc\.anonymous\.username = "guest": the status page has no users/,
  ],
  [
    "another selector",
    rewritten("Deployment fingerprint-api", (yaml) =>
      yaml
        .replace("instance: fingerprint-api", "instance: other")
        .replace("matchLabels:", "matchLabels:\n      new: label"),
    ),
    /^danger: .*spec\.selector.* can't be changed in place/,
  ],
  [
    "a verb on Secrets",
    rewritten("Role fingerprint-api", (yaml) =>
      yaml.replace("- configmaps", "- secrets").replaceAll("verbs:", "verbs:\n      - update"),
    ),
    /^danger: exposure: mighty power: .* may update secrets/,
  ],
])("%s is risky", (_, after, risk) => {
  expect(risksOf(after)).toContainEqual(expect.stringMatching(risk));
});

/** Production with the API's Ingress served by routes of a Gateway, as `api.exposure` makes them. */
function behindGateway(): EnvironmentManifests {
  const rule = (type: string, value: string) => ({
    matches: [{ path: { type, value } }],
    backendRefs: [{ name: "fingerprint-api", port: 80 }],
  });
  const route: Manifest = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "fingerprint-api", namespace: "fingerprint" },
    spec: {
      hostnames: ["fingerprint-api.example.com"],
      rules: [rule("Exact", "/"), rule("PathPrefix", "/api")],
    },
  };
  const { manifests, ...others } = without("Ingress fingerprint-api-ingress");
  return { ...others, manifests: [...manifests, route] };
}

/** Production scaled by KEDA in place of the HorizontalPodAutoscaler. */
function scaledByKeda(): EnvironmentManifests {
  const scaler: Manifest = {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: "fingerprint-api", namespace: "fingerprint" },
    spec: { scaleTargetRef: { name: "fingerprint-api" }, minReplicaCount: 5, maxReplicaCount: 20 },
  };
  const { manifests, ...others } = without("HorizontalPodAutoscaler fingerprint-api-hpa");
  return { ...others, manifests: [...manifests, scaler] };
}

const renamed = rewritten("Ingress fingerprint-api-ingress", (yaml) =>
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
])("%s", (_, after, risks) => {
  expect(risksOf(after)).toEqual(risks);
});

test("names that JavaScript keeps for itself are names like any other", () => {
  const data = (more: string) => configured("fingerprint", JSON.parse(`{"plain":"1"${more}}`) as object);
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

test("dangers come before cautions", () => {
  const levels = risksOf(
    without("PodDisruptionBudget fingerprint-api"),
    edited({
      in: "HorizontalPodAutoscaler fingerprint-api-hpa",
      replace: "minReplicas: 5",
      by: "minReplicas: 8",
    }),
  ).map((risk) => risk.split(":")[0]);
  expect(new Set(levels)).toEqual(new Set(["danger", "caution"]));
  expect(levels).toEqual([...levels].sort().reverse());
});

test("an alert that goes, or fires later, is risky", () => {
  const rules = (alerts: object[]) =>
    configured("prometheus", { "alerts.yml": stringify({ groups: [{ name: "api", rules: alerts }] }) });
  const before = rules([
    { alert: "Down", expr: "up == 0", for: "2m" },
    { alert: "Slow", expr: "p99 > 1" },
    { alert: "Slow", expr: "p50 > 1" },
  ]);
  expect(risksOf(rules([{ alert: "Down", expr: "up == 0", for: "9m" }]), before)).toEqual([
    "danger: ConfigMap prometheus/rules: alert Slow goes: nobody is told any more",
    "danger: ConfigMap prometheus/rules: alert Slow #2 goes: nobody is told any more",
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

test("new prerequisites are told", () => {
  const more = { kind: "secret", namespace: "grafana", name: "new", detail: "key", purpose: "logs in" };
  expect(risksOf({ ...production, prerequisites: [...production.prerequisites, more] })).toEqual([
    "caution: Prerequisite secret grafana/new: must be there before this is applied: logs in",
  ]);
});
