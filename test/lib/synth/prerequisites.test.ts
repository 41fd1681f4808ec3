import { environmentWith, synthesized } from "../../support/environments";

const small = synthesized(environmentWith());

const secret = (name: string, detail: string) => ({ kind: "secret", name, detail });

test.each<[string, Record<string, unknown>, object]>([
  ["an image without a shell", { "api.shutdown.preStop": "sleep" }, { kind: "kubernetes", name: "1.30" }],
  ["a node for each pod", { "api.spread": "required", "cluster.nodes": 11 }, { kind: "nodes", name: "11" }],
  [
    "secret variables",
    { "api.secretVariables": { SIGNING_KEY: "signing-key" } },
    secret("fingerprint-api-secrets", "signing-key"),
  ],
  [
    "models on a claim",
    { "api.models": { source: "pvc", claim: "fingerprint-models" } },
    { kind: "claim", name: "fingerprint-models" },
  ],
  [
    "another class of volumes",
    { "monitoring.prometheus.storage": { size: "20Gi", storageClass: "fast" } },
    { kind: "storageclass", name: "fast" },
  ],
  ["KEDA", { "monitoring.customMetrics": { provider: "keda" } }, { kind: "api", name: "keda.sh/v1alpha1" }],
  [
    "Thanos",
    { "monitoring.prometheus.longTermStorage": { mode: "thanos" } },
    secret("thanos-object-storage", "objstore.yml"),
  ],
])("preflight is told what the cluster must have for %s, and else not", (_, changes, needed) => {
  expect(synthesized(environmentWith(changes)).prerequisites).toContainEqual(expect.objectContaining(needed));
  expect(small.prerequisites).not.toContainEqual(expect.objectContaining(needed));
});
