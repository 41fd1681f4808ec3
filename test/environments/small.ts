import { autoscaled, environment } from "../../environments/shape/environment";

/** As `large`, it never changes with the real environments. */
export const small = environment({
  name: "staging",
  cluster: {
    name: "staging-cluster",
    contexts: ["staging"],
    nodes: 3,
    zones: 1,
    publicIssuer: "letsencrypt-staging",
    publicIssuerTrusted: false,
  },
  api: {
    image: "fingerprint-api:1.0.0",
    host: "staging.fingerprint-api.example.com",
    config: { logLevel: "debug", workers: 2 },
    resources: { cpu: { request: "250m", limit: "1" }, memory: { request: "256Mi", limit: "1Gi" } },
    replicas: autoscaled({ min: 3, max: 10, cpu: 70, memory: 80, requestsPerSecond: 100 }),
    spread: "preferred",
  },
  monitoring: {
    prometheus: { spread: "preferred", storage: { size: "20Gi" } },
    alertmanager: { replicas: 2, spread: "preferred" },
    notifications: {
      email: {
        relay: "smtp.example.com",
        username: "alerts@example.com",
        from: "alerts@example.com",
        to: "team@example.com",
      },
      pagerDuty: false,
      slack: { critical: "#staging-alerts", warning: "#staging-alerts", info: "#staging-alerts" },
    },
    grafana: { externalUrl: "https://grafana.staging.example.com", exposure: { via: "ingress" } },
    runbooksUrl: "https://git.example.com/fingerprint/deploy/src/branch/main/docs/runbooks",
  },
  logging: {
    retention: "7d",
    elasticsearch: { nodes: 1, storage: { size: "50Gi" }, snapshots: { to: "nowhere" } },
    logstash: { replicas: 1 },
  },
});
