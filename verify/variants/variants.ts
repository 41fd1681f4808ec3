import { type EnvironmentProps, fixed } from "../../environments/shape/environment";
import { large as props } from "../../test/environments/large";

const { cluster, api, monitoring, logging } = props;

/**
 * Environments that say what ours do not, so that every choice that props offer is tried by somebody. Each changes as
 * much as goes together.
 */
export const variants: Readonly<Record<string, EnvironmentProps>> = {
  "gateway, operators and external storage": {
    ...props,
    cluster: {
      ...cluster,
      networkPlugin: { name: "cilium" },
      dns: { nodeLocalCache: true },
      apiServer: { aggregation: { via: "ranges", ranges: ["172.20.0.0/16"] } },
    },
    secrets: { source: "external-secrets", store: { name: "vault" }, prefix: "production/" },
    api: {
      ...api,
      exposure: {
        via: "gateway",
        className: "envoy",
        rateLimit: { by: "envoy-gateway", requestsPerSecond: 100 },
      },
      models: { source: "pvc", claim: "fingerprint-models" },
    },
    monitoring: {
      ...monitoring,
      customMetrics: { provider: "keda" },
      prometheus: { ...monitoring.prometheus, longTermStorage: { mode: "thanos" } },
      grafana: {
        ...monitoring.grafana,
        replicas: 2,
        storage: { mode: "postgres", host: "postgres.example.com", ranges: ["10.20.0.0/16"] },
      },
    },
    logging: {
      ...logging,
      elasticsearch: {
        ...logging.elasticsearch,
        snapshots: { to: "volume", claim: "elasticsearch-snapshots" },
      },
      logstash: {
        ...logging.logstash,
        mail: {
          send: "on-error",
          to: ["team@example.com"],
          from: "logs@example.com",
          smtp: { host: "smtp.example.com", user: "logs@example.com" },
        },
      },
      kibana: { ...logging.kibana, exposure: { via: "ingress", host: "kibana.example.com" } },
    },
  },
  "an image without a shell": { ...props, api: { ...api, shutdown: { preStop: "sleep" } } },
  "little and open": {
    ...props,
    cluster: {
      ...cluster,
      networkPlugin: { name: "gke-dataplane-v2" },
      apiServer: { aggregation: { via: "pods" } },
    },
    api: {
      ...api,
      replicas: fixed(3),
      spread: "preferred",
      exposure: { via: "gateway", className: "nginx" },
      models: { source: "configMap", directory: "verify/variants/tiny-models" },
      env: { FEATURE_FLAGS: "batching,tracing" },
    },
    monitoring: {
      ...monitoring,
      prometheus: {
        ...monitoring.prometheus,
        scrapeJobs: [
          {
            name: "postgres",
            targets: {
              by: "pods",
              namespace: "databases",
              podLabels: { "app.kubernetes.io/name": "postgres", role: "primary" },
              port: 9187,
            },
          },
          {
            name: "mail-relay",
            targets: {
              by: "addresses",
              addresses: ["relay.example.com:9154", "10.20.0.5:9100"],
              ranges: ["10.20.0.0/16"],
            },
            interval: "1m",
          },
        ],
      },
      thresholds: {
        errorRatio: 0.02,
        latencySeconds: 0.75,
        queueSeconds: 2.5,
        restartsPerHour: 3,
        memoryRatio: 0.9,
        containerMemoryBytes: 1_800_000_000,
        nodeDiskRatio: 0.08,
        clockSkewSeconds: 0.2,
        certificateDays: 21,
        seriesGrowth: 2,
        snapshotHours: 50,
        deadLettersPerHour: 1000,
      },
      alerts: [
        {
          name: "PostgresDown",
          expr: 'up{job="postgres"} == 0',
          severity: "critical",
          summary: "{{ $labels.pod }} can't be reached",
          runbookUrl: "https://git.example.com/databases/runbooks/PostgresDown.md",
          service: "postgres",
        },
      ],
      notifications: {
        ...monitoring.notifications,
        pagerDuty: false,
        receivers: [
          { type: "teams", name: "platform", severities: ["critical", "warning"] },
          { type: "opsgenie", name: "on-call", severities: ["critical"], region: "eu" },
          { type: "webhook", name: "tickets", severities: ["info"], port: 8443, ranges: ["10.30.0.0/16"] },
          { type: "webhook", name: "archive", severities: ["critical", "warning", "info"] },
        ],
      },
      grafana: { ...monitoring.grafana, storage: { mode: "ephemeral" }, exposure: { via: "port-forward" } },
    },
    logging: {
      ...logging,
      security: "disabled",
      elasticsearch: { ...logging.elasticsearch, nodes: 1, snapshots: { to: "nowhere" } },
    },
  },
};
