import { z } from "zod";
import {
  cidr,
  count,
  dnsName,
  duration,
  emailAddress,
  flag,
  objectName,
  oneOf,
  percent,
  port,
  resources,
  storage,
  url,
} from "../lib/validation/formats";

/** A Slack channel. */
const slackChannel = z.custom<`#${string}`>(
  (value) => typeof value === "string" && /^#[a-z0-9._-]{1,80}$/.test(value),
  {
    error: 'is no Slack channel: write it with its sign, such as "#fingerprint-critical"',
  },
);

/** A name that a program logs in with. */
const loginName = z
  .string({ error: "must be a name without spaces" })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/, { error: "must be a name without spaces" });

/** Long-term storage beyond the volumes of Prometheus. */
const longTermStorage = z.discriminatedUnion(
  "mode",
  [
    z.strictObject({ mode: z.literal("none") }),
    /** A Thanos sidecar uploads finished blocks to an object store: the way to years of history and past one machine. */
    z.strictObject({
      mode: z.literal("thanos"),
      /** Secret in namespace `prometheus` whose key `objstore.yml` describes the bucket. @default "thanos-object-storage" */
      secretName: objectName.default("thanos-object-storage"),
      /** @default requests 100m and 128Mi, limits 500m and 512Mi */
      resources: resources.default({
        cpu: { request: "100m", limit: "500m" },
        memory: { request: "128Mi", limit: "512Mi" },
      }),
    }),
  ],
  { error: 'must say its mode: "none" or "thanos"' },
);

/** Prometheus. */
const prometheus = z
  .strictObject({
    /** Each replica scrapes and alerts on its own; Alertmanager drops what comes twice. @default 2 */
    replicas: count(1).default(2),
    /** How often targets are scraped. @default "15s" */
    scrapeInterval: duration.default("15s"),
    /** How often rules are evaluated. @default "15s" */
    evaluationInterval: duration.default("15s"),
    /** Samples older than this are dropped. @default "15d" */
    retention: duration.default("15d"),
    /** Volume of each replica. @default 50Gi of the default StorageClass */
    storage: storage.default({ size: "50Gi" }),
    /**
     * Percent of the volume that blocks may fill before the oldest go, whatever their age.
     * The rest is for the write-ahead log and for compaction.
     *
     * @default 80
     */
    volumeShare: percent.default(80),
    /** @default requests 500m and 512Mi, limits 1 and 2Gi */
    resources: resources.default({
      cpu: { request: "500m", limit: "1" },
      memory: { request: "512Mi", limit: "2Gi" },
    }),
    /** Replicas on different nodes: where possible, or always. @default "required" */
    spread: oneOf("preferred", "required").default("required"),
    /** Verifies the kubelets' certificates. They are often self-signed or lack the node's address. @default false */
    verifyKubeletCertificates: flag.default(false),
    /** Where a person reaches Prometheus; links in notifications lead there. @default its address inside the cluster */
    externalUrl: url.optional(),
    /** @default { mode: "none" } */
    longTermStorage: longTermStorage.prefault({ mode: "none" }),
  })
  .prefault({});

/** How long a route waits: before the first notification of a group, and before it says the same again. */
const route = (wait: `${number}s` | `${number}m`, repeat: `${number}h`) =>
  z
    .strictObject({
      /** Time in which further alerts join the first notification. */
      groupWait: duration.default(wait),
      /** Time after which a lasting alert is told again: a multiple of the group interval. */
      repeatInterval: duration.default(repeat),
    })
    .prefault({});

/** Alertmanager. */
const alertmanager = z
  .strictObject({
    /** Members of the cluster. @default 3 */
    replicas: count(1).default(3),
    /** Volume of each member, for silences and the log of notifications. @default 1Gi */
    storage: storage.default({ size: "1Gi" }),
    /** @default requests 50m and 64Mi, limits 200m and 256Mi */
    resources: resources.default({
      cpu: { request: "50m", limit: "200m" },
      memory: { request: "64Mi", limit: "256Mi" },
    }),
    /** Members on different nodes: where possible, or always. @default "required" */
    spread: oneOf("preferred", "required").default("required"),
    /** Time between two notifications of one group. @default "5m" */
    groupInterval: duration.default("5m"),
    /** Notifications and resolved alerts are remembered for this long. Longer than every repeat interval. @default "120h" */
    retention: duration.default("120h"),
    /** Alerts of no other route. @default 30s, 4h */
    fallback: route("30s", "4h"),
    /** @default 0s, 1h */
    critical: route("0s", "1h"),
    /** @default 1m, 12h */
    warning: route("1m", "12h"),
    /** @default 10m, 24h */
    info: route("10m", "24h"),
    /** Where a person reaches Alertmanager; links in notifications lead there. @default its address inside the cluster */
    externalUrl: url.optional(),
  })
  .prefault({});

/** Whom alerts reach. Passwords, keys and hook URLs come from the Secret `alertmanager-secrets`. */
const notifications = z.strictObject({
  email: z.strictObject({
    /** Host of the mail relay. */
    relay: dnsName,
    /** Port of the relay; TLS is required on it. @default 587 */
    port: port.default(587),
    /** Ranges of a relay in a private network. @default [] it is on the internet */
    relayRanges: z.array(cidr).default([]),
    /** Name that Alertmanager logs in with. */
    username: loginName,
    /** Sender. */
    from: emailAddress,
    /** Receiver of alerts without a severity that has a route. */
    to: emailAddress,
    /** Receiver of critical alerts. @default `to` */
    criticalTo: emailAddress.optional(),
    /** Receiver of warnings. @default `to` */
    warningTo: emailAddress.optional(),
  }),
  slack: z
    .strictObject({
      /** @default "#fingerprint-critical" */
      critical: slackChannel.default("#fingerprint-critical"),
      /** @default "#fingerprint-warning" */
      warning: slackChannel.default("#fingerprint-warning"),
      /** @default "#fingerprint-info" */
      info: slackChannel.default("#fingerprint-info"),
    })
    .prefault({}),
});

/** Where Grafana keeps users, sessions and what people saved by hand. Dashboards and datasources are provisioned. */
const grafanaStorage = z.discriminatedUnion(
  "mode",
  [
    /** Gone with the pod. */
    z.strictObject({ mode: z.literal("ephemeral") }),
    /** SQLite on a volume, for one replica. */
    z.strictObject({ mode: z.literal("volume"), ...storage.shape, size: storage.shape.size.default("5Gi") }),
    /** A PostgreSQL database, which several replicas can share. Its password is the key `database-password` of `grafana-secrets`. */
    z.strictObject({
      mode: z.literal("postgres"),
      host: dnsName,
      /** @default 5432 */
      port: port.default(5432),
      /** @default "grafana" */
      name: loginName.default("grafana"),
      /** @default "grafana" */
      user: loginName.default("grafana"),
      /** Ranges that hold the database's addresses. */
      ranges: z.array(cidr).min(1, { error: "must name at least one range" }),
    }),
  ],
  { error: 'must say its mode: "ephemeral", "volume" or "postgres"' },
);

/** Grafana. */
const grafana = z.strictObject({
  /** Where people open Grafana; alerts link to its dashboards. */
  externalUrl: url,
  /** More than one replica needs `postgres` storage. @default 1 */
  replicas: count(1).default(1),
  /** @default { mode: "ephemeral" } everything that matters is provisioned */
  storage: grafanaStorage.prefault({ mode: "ephemeral" }),
  /** @default requests 250m and 512Mi, limits 1 and 1Gi */
  resources: resources.default({
    cpu: { request: "250m", limit: "1" },
    memory: { request: "512Mi", limit: "1Gi" },
  }),
});

/** Who serves `http_requests_per_second` to the autoscaler. */
const customMetrics = z.discriminatedUnion(
  "provider",
  [
    /** The custom metrics API, from Prometheus. */
    z.strictObject({
      provider: z.literal("prometheus-adapter"),
      /** @default 2 */
      replicas: count(1).default(2),
      /** @default requests 100m and 128Mi, limits 250m and 256Mi */
      resources: resources.default({
        cpu: { request: "100m", limit: "250m" },
        memory: { request: "128Mi", limit: "256Mi" },
      }),
    }),
    /** KEDA, which the cluster already has: a ScaledObject owns the autoscaler. */
    z.strictObject({
      provider: z.literal("keda"),
      /** Namespace of KEDA's operator. @default "keda" */
      namespace: objectName.default("keda"),
    }),
  ],
  { error: 'must say its provider: "prometheus-adapter" or "keda"' },
);

/** A small exporter. */
const exporter = (cpu: `${number}m`, memory: `${number}Mi`) =>
  z
    .strictObject({
      resources: resources.default({
        cpu: { request: cpu, limit: "250m" },
        memory: { request: memory, limit: "256Mi" },
      }),
    })
    .prefault({});

/** Prometheus, Alertmanager, Grafana and what they need. */
export const monitoringProps = z.strictObject({
  prometheus,
  alertmanager,
  notifications,
  grafana,

  /** @default { provider: "prometheus-adapter" } */
  customMetrics: customMetrics.prefault({ provider: "prometheus-adapter" }),

  /** Folder of the runbooks as people open it, such as a repository's web page of `docs/runbooks`. */
  runbooksUrl: url,

  /** @default requests 50m and 128Mi, limits 250m and 256Mi */
  kubeStateMetrics: exporter("50m", "128Mi"),

  /** On every node. @default requests 50m and 64Mi, limits 250m and 256Mi */
  nodeExporter: exporter("50m", "64Mi"),

  /** @default requests 20m and 32Mi, limits 250m and 256Mi */
  blackboxExporter: exporter("20m", "32Mi"),
});

/** The resolved props of the monitoring. */
export type Monitoring = z.output<typeof monitoringProps>;
