import { environmentWith, synthesized } from "../../support/environments";

const madeWith = (changes: Record<string, unknown>) => synthesized(environmentWith(changes));
const small = madeWith({});
const templateOf = ({ find }: typeof small) => find("Deployment", "fingerprint-api")["spec"].template;

test("a plain variable reaches the process, and a change of it rolls the pods", () => {
  const [two, three] = ["2", "3"].map((level) => templateOf(madeWith({ "api.env": { CACHE_LEVEL: level } })));
  expect(two.spec.containers[0].env).toContainEqual({
    name: "CACHE_LEVEL",
    valueFrom: { configMapKeyRef: { name: "fingerprint-api-config", key: "cache_level" } },
  });
  expect(two.metadata.annotations).not.toEqual(three.metadata.annotations);
});

test("one changed number is one changed line of YAML", () => {
  const lines = ({ manifests }: typeof small) =>
    manifests.flatMap((manifest) => JSON.stringify(manifest, null, 1).split("\n"));
  const before = lines(small);
  for (const change of [
    { "api.replicas.max": 9 },
    { "api.resources.memory.limit": "2Gi" },
    { "api.host": "a.example.com" },
  ]) {
    const after = lines(madeWith(change));
    const changed = after.filter((line, i) => line !== before[i]);
    expect(after.length).toBe(before.length);
    // The host stands in the Ingress twice, for its rule and its certificate, and in the Certificate.
    expect(changed.length).toBeLessThanOrEqual("api.host" in change ? 5 : 1);
    expect(changed.length).toBeGreaterThan(0);
  }
});

test("an image without a shell is paused by the kubelet", () => {
  const made = madeWith({ "api.shutdown.preStop": "sleep", "api.shutdown.pause": "15s" });
  const { lifecycle } = templateOf(made).spec.containers[0];
  expect(lifecycle).toEqual({ preStop: { sleep: { seconds: 15 } } });
});

test("/metrics is not published, unless somebody says so and is warned", () => {
  const published = ({ find }: typeof small) =>
    find("Ingress", "fingerprint-api-ingress")["spec"].rules[0].http.paths.map(({ path }: any) => path);
  expect(published(small)).toEqual(["/", "/api"]);
  const opened = madeWith({ "api.exposure": { via: "ingress", publishMetrics: true } });
  expect(published(opened)).toContain("/metrics");
});

test("secret variables come from the operator where there is one, and no Secret is asked for", () => {
  const { faults, prerequisites, find } = madeWith({
    "api.secretVariables": { SIGNING_KEY: "signing-key" },
    secrets: { source: "external-secrets", store: { name: "vault" } },
  });
  expect(faults).toEqual([]);
  expect(prerequisites.filter(({ kind }) => kind === "secret")).toEqual([]);
  expect(find("ExternalSecret", "fingerprint-api-secrets")["spec"]).toMatchSnapshot();
});

test("the API may read Secrets and metrics where it has a token to ask with, and else not", () => {
  const rights = (changes: Record<string, unknown>) => {
    const { manifests, find } = madeWith({ "api.secretVariables": { KEY: "key" }, ...changes });
    const { rules } = find("Role", "fingerprint-api") as any;
    return [
      rules.some(({ resources }: any) => resources.includes("secrets")),
      manifests.some(({ metadata }) => metadata.name === "fingerprint-api-metrics-reader"),
    ];
  };
  expect(rights({})).toEqual([false, false]);
  expect(rights({ "api.usesKubernetesApi": true })).toEqual([true, true]);
});

test("models on a claim are mounted read-only", () => {
  const made = madeWith({ "api.models": { source: "pvc", claim: "fingerprint-models" } });
  const mount = { name: "models", mountPath: "/models", readOnly: true };
  expect(templateOf(made).spec.containers[0].volumeMounts).toContainEqual(mount);
});

test("a gateway that limits requests by Envoy has its policy, and no Ingress stays beside it", () => {
  const exposure = { via: "gateway", className: "envoy", rateLimit: { by: "envoy-gateway" } };
  const { manifests, find } = madeWith({ "api.exposure": exposure });
  const ours = manifests.filter(({ metadata }) => metadata.namespace === "fingerprint");
  expect(ours.map(({ kind }) => kind)).not.toContain("Ingress");
  expect(find("BackendTrafficPolicy", "fingerprint-api")["spec"]).toMatchSnapshot();
});
