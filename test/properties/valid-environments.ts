import fc from "fast-check";

const mebi = (least: number, most: number) => fc.integer({ min: least, max: most });

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);

const exposure = fc.oneof(
  fc.record({
    via: fc.constant("ingress"),
    className: name,
    requestsPerSecond: fc.integer({ min: 1, max: 10_000 }),
    burstMultiplier: fc.integer({ min: 1, max: 20 }),
    publishMetrics: fc.boolean(),
  }),
  fc.record({
    via: fc.constant("gateway"),
    className: name,
    rateLimit: fc.constantFrom({ by: "none" }, { by: "envoy-gateway", requestsPerSecond: 50 }),
  }),
);

const models = fc.oneof(
  fc.constant({ source: "image" }),
  fc.record({ source: fc.constant("pvc"), claim: name }),
);

const secrets = fc.oneof(
  fc.constant({ source: "existing" }),
  fc.record({
    source: fc.constant("external-secrets"),
    store: fc.record({ kind: fc.constantFrom("ClusterSecretStore", "SecretStore"), name }),
    prefix: fc.constantFrom("", "team/production/"),
  }),
);

/**
 * Changes to an environment's props that leave it valid, over the whole range
 * of what may be said: not only what the repository's environments happen to say.
 */
export const validChanges: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    min: fc.integer({ min: 3, max: 30 }),
    more: fc.integer({ min: 0, max: 60 }),
    budget: fc.integer({ min: 1, max: 29 }),
    autoscaled: fc.boolean(),
    surge: fc.integer({ min: 1, max: 5 }),
    spread: fc.constantFrom("preferred", "required"),
    cpu: fc.integer({ min: 50, max: 4000 }),
    cpuMore: fc.integer({ min: 0, max: 4000 }),
    memory: mebi(128, 8192),
    memoryMore: mebi(0, 8192),
    workers: fc.integer({ min: 1, max: 64 }),
    requestTimeout: fc.integer({ min: 15, max: 300 }),
    pause: fc.integer({ min: 1, max: 60 }),
    host: fc.tuple(name, name).map(([a, b]) => `${a}.${b}.example.com`),
    tag: fc.stringMatching(/^v[0-9]{1,3}\.[0-9]{1,3}$/),
    secretVariables: fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/), name, { maxKeys: 4 }),
    exposure,
    models,
    secrets,
    nodeLocalCache: fc.boolean(),
  })
  .map((pick) => ({
    "cluster.nodes": Math.max(3, pick.min + pick.more + pick.surge),
    "cluster.dns": { nodeLocalCache: pick.nodeLocalCache },
    secrets: pick.secrets,
    "api.image": `registry.example.com/team/fingerprint-api:${pick.tag}`,
    "api.host": pick.host,
    "api.replicas": pick.autoscaled
      ? { mode: "autoscaled", min: pick.min, max: pick.min + pick.more }
      : { mode: "fixed", count: pick.min },
    "api.disruptionBudget": { maxUnavailable: 1 + (pick.budget % (pick.min - 2)) },
    "api.rollout": { maxSurge: pick.surge },
    "api.spread": pick.spread,
    "api.resources": {
      cpu: { request: `${String(pick.cpu)}m`, limit: `${String(pick.cpu + pick.cpuMore)}m` },
      memory: { request: `${String(pick.memory)}Mi`, limit: `${String(pick.memory + pick.memoryMore)}Mi` },
    },
    // An alert on memory has to come before the limit does.
    "monitoring.thresholds.containerMemoryBytes": (pick.memory + pick.memoryMore) * 1_000_000,
    "api.config": { workers: pick.workers, requestTimeout: `${String(pick.requestTimeout)}s` },
    "api.shutdown": {
      pause: `${String(pick.pause)}s`,
      gracePeriod: `${String(pick.pause + pick.requestTimeout + 1)}s`,
    },
    "api.secretVariables": pick.secretVariables,
    "api.exposure": pick.exposure,
    "api.models": pick.models,
  }));
