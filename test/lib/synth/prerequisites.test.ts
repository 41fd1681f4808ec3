import { environmentWith, synthesized } from "../../support/environments";

const neededFor = (changes: Record<string, unknown> = {}) =>
  synthesized(environmentWith(changes)).prerequisites.map(({ kind, name, detail }) =>
    [kind, name, detail].filter(Boolean).join(" "),
  );
const small = neededFor();

test.each<[Record<string, unknown>, string]>([
  [{ "api.shutdown.preStop": "sleep" }, "kubernetes 1.30"],
  [{ "api.spread": "required", "cluster.nodes": 11 }, "nodes 11"],
  [{ "api.secretVariables": { KEY: "signing-key" } }, "secret fingerprint-api-secrets signing-key"],
  [{ "api.models": { source: "pvc", claim: "models" } }, "claim models"],
  [{ "monitoring.prometheus.storage": { size: "20Gi", storageClass: "fast" } }, "storageclass fast"],
  [{ "monitoring.customMetrics": { provider: "keda" } }, "api keda.sh/v1alpha1"],
  [
    { "monitoring.prometheus.longTermStorage": { mode: "thanos" } },
    "secret thanos-object-storage objstore.yml",
  ],
])("preflight is told what the cluster must have for %j, and else not", (changes, needed) => {
  expect(neededFor(changes)).toContain(needed);
  expect(small).not.toContain(needed);
});
