import { autoscaled, environment } from "../../environments/shape/environment";

/**
 * What tests look at, where they may count on what stands here: it never changes
 * with the real environments, so that an edit of those breaks no test.
 */
export const large = environment({
  name: "production",
  // 20 pods and one more during a roll-out, each on a node of its own, with three nodes to spare.
  cluster: { name: "production-cluster", contexts: ["production"], nodes: 24, zones: 3 },
  labels: { criticality: "high" },
  api: {
    image: "fingerprint-api:1.0.0",
    host: "fingerprint-api.example.com",
    config: { logLevel: "warn", workers: 8 },
    resources: { cpu: { request: "750m", limit: "2" }, memory: { request: "768Mi", limit: "2Gi" } },
    replicas: autoscaled({ min: 5, max: 20, cpu: 65, memory: 75, requestsPerSecond: 100 }),
    spread: "required",
  },
  monitoring: {
    alertmanager: { replicas: 3 },
    notifications: {
      email: {
        relay: "smtp.example.com",
        username: "alerts@example.com",
        from: "alerts@example.com",
        to: "team@example.com",
        criticalTo: "on-call@example.com",
      },
    },
    grafana: {
      externalUrl: "https://grafana.example.com",
      exposure: { via: "ingress" },
      storage: { mode: "volume" },
    },
    runbooksUrl: "https://git.example.com/fingerprint/deploy/src/branch/main/docs/runbooks",
  },
  logging: {
    retention: "30d",
    elasticsearch: {
      nodes: 3,
      storage: { size: "200Gi" },
      snapshots: { to: "s3", bucket: "fingerprint-logs-production" },
    },
    logstash: { replicas: 2 },
  },
});
