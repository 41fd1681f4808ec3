import { z } from "zod";
import {
  cidr,
  count,
  dnsName,
  duration,
  emailAddress,
  flag,
  listOf,
  loginName,
  objectName,
  oneOf,
  percent,
  port,
  resources,
  siteUrl,
  slackChannel,
  storage,
  url,
} from "../lib/validation/formats";

const longTermStorage = z.discriminatedUnion(
  "mode",
  [
    z.strictObject({
      /** History ends where `retention` or the volume ends it. */
      mode: z.literal("none"),
    }),
    z.strictObject({
      /** A Thanos sidecar uploads finished blocks to an object store: the way to years of history and past one machine. */
      mode: z.literal("thanos"),
      /** Secret in namespace `prometheus` whose key `objstore.yml` describes the bucket. @default "thanos-object-storage" */
      secretName: objectName.default("thanos-object-storage"),
      /** CPU and memory of the sidecar of each replica. @default requests 100m and 128Mi, limits 500m and 512Mi */
      resources: resources.default({
        cpu: { request: "100m", limit: "500m" },
        memory: { request: "128Mi", limit: "512Mi" },
      }),
    }),
  ],
  { error: 'must say its mode: "none" or "thanos"' },
);

/** Scrapes, stores samples, evaluates rules and sends alerts. */
const prometheus = z
  .strictObject({
    /** Each replica scrapes and alerts on its own; Alertmanager drops what comes twice. @default 2 */
    replicas: count(1, 100).default(2),
    /** How often targets are scraped. @default "15s" */
    scrapeInterval: duration("5s", "30s").default("15s"),
    /** How often rules are evaluated. @default "15s" */
    evaluationInterval: duration("5s", "5m").default("15s"),
    /** Samples older than this are dropped. @default "15d" */
    retention: duration("2h", "3650d").default("15d"),
    /** Volume of each replica. @default 50Gi of the default StorageClass */
    storage: storage.default({ size: "50Gi" }),
    /**
     * Percent of the volume that blocks may fill before the oldest go, whatever their age.
     * The rest is for the write-ahead log and for compaction.
     *
     * @default 80
     */
    volumeShare: percent(80).default(80),
    /** CPU and memory of each replica. Memory grows with the number of series. @default requests 500m and 512Mi, limits 1 and 2Gi */
    resources: resources.default({
      cpu: { request: "500m", limit: "1" },
      memory: { request: "512Mi", limit: "2Gi" },
    }),
    /** Replicas on different nodes: where possible, or always. @default "required" */
    spread: oneOf("preferred", "required").default("required"),
    /** Verifies the kubelets' certificates. They are often self-signed or lack the node's address. @default false */
    verifyKubeletCertificates: flag.default(false),
    /** Where a person reaches Prometheus; links in notifications lead there. @default its address inside the cluster */
    externalUrl: siteUrl.optional(),
    /** Where samples go beyond the volumes of the replicas. @default { mode: "none" } */
    longTermStorage: longTermStorage.prefault({ mode: "none" }),
  })
  .prefault({});

/** How long a route waits: before the first notification of a group, and before it says the same again. */
const route = (wait: `${number}s` | `${number}m`, repeat: `${number}h`) =>
  z
    .strictObject({
      /** Time in which further alerts join the first notification. */
      groupWait: duration("0s", "1h").default(wait),
      /** Time after which a lasting alert is told again: a multiple of the group interval. */
      repeatInterval: duration("1m", "30d").default(repeat),
    })
    .prefault({});

/** Groups alerts, keeps silences, and tells people. */
const alertmanager = z
  .strictObject({
    /** Members of the cluster. They agree on who notifies; a single one tells nobody anything while it restarts. @default 3 */
    replicas: count(1, 100).default(3),
    /** Volume of each member, for silences and the log of notifications. @default 1Gi */
    storage: storage.default({ size: "1Gi" }),
    /** CPU and memory of each member. @default requests 50m and 64Mi, limits 200m and 256Mi */
    resources: resources.default({
      cpu: { request: "50m", limit: "200m" },
      memory: { request: "64Mi", limit: "256Mi" },
    }),
    /** Members on different nodes: where possible, or always. @default "required" */
    spread: oneOf("preferred", "required").default("required"),
    /** Time between two notifications of one group. @default "5m" */
    groupInterval: duration("10s", "1d").default("5m"),
    /** Notifications and resolved alerts are remembered for this long. Longer than every repeat interval. @default "120h" */
    retention: duration("1h", "365d").default("120h"),
    /** Alerts of no other route: told by e-mail. @default 30s, 4h */
    fallback: route("30s", "4h"),
    /** Alerts that page: told by PagerDuty, Slack and e-mail. @default 0s, 1h */
    critical: route("0s", "1h"),
    /** Alerts that page nobody: told by Slack and e-mail. @default 1m, 12h */
    warning: route("1m", "12h"),
    /** Alerts that only inform: told by Slack. @default 10m, 24h */
    info: route("10m", "24h"),
    /** Where a person reaches Alertmanager; links in notifications lead there. @default its address inside the cluster */
    externalUrl: siteUrl.optional(),
  })
  .prefault({});

/** Whom alerts reach. Passwords, keys and hook URLs come from the Secret `alertmanager-secrets`. */
const notifications = z.strictObject({
  /** The mail relay, and who gets mail. */
  email: z.strictObject({
    /** Host of the mail relay. */
    relay: dnsName,
    /** Port of the relay; TLS is required on it. @default 587 */
    port: port.default(587),
    /** Ranges of a relay in a private network. @default [] it is on the internet */
    relayRanges: listOf(cidr).default([]),
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
  /** Critical alerts wake somebody through PagerDuty. Without it they go to Slack and e-mail alone. @default true */
  pagerDuty: flag.default(true),
  /** A channel for each severity. An app's bot, invited to each of them, writes there: its token is the key `slack-token` of the Secret. */
  slack: z
    .strictObject({
      /** Channel of critical alerts. @default "#fingerprint-critical" */
      critical: slackChannel.default("#fingerprint-critical"),
      /** Channel of warnings. @default "#fingerprint-warning" */
      warning: slackChannel.default("#fingerprint-warning"),
      /** Channel of alerts that only inform. @default "#fingerprint-info" */
      info: slackChannel.default("#fingerprint-info"),
    })
    .prefault({}),
});

const grafanaStorage = z.discriminatedUnion(
  "mode",
  [
    z.strictObject({
      /** Gone with the pod. */
      mode: z.literal("ephemeral"),
    }),
    z.strictObject({
      /** SQLite on a volume, for one replica. A new version stops the old pod before it starts. */
      mode: z.literal("volume"),
      ...storage.shape,
      /** Size of the volume. It can grow later, where the StorageClass allows it, but never shrink. @default "5Gi" */
      size: storage.shape.size.default("5Gi"),
    }),
    z.strictObject({
      /** A PostgreSQL database, which several replicas can share. Its password is the key `database-password` of `grafana-secrets`. */
      mode: z.literal("postgres"),
      /** Host of the database; it must speak TLS. */
      host: dnsName,
      /** Port of the database. @default 5432 */
      port: port.default(5432),
      /** Name of the database, which exists before. @default "grafana" */
      name: loginName.default("grafana"),
      /** User that Grafana logs in as, and that makes its tables. @default "grafana" */
      user: loginName.default("grafana"),
      /** Ranges that hold the database's addresses. */
      ranges: listOf(cidr, { atLeast: 1 }),
    }),
  ],
  { error: 'must say its mode: "ephemeral", "volume" or "postgres"' },
);

const grafanaExposure = z.discriminatedUnion(
  "via",
  [
    z.strictObject({
      /** Nothing is made: `kubectl port-forward`, or an Ingress or gateway of your own that leads to `externalUrl`. */
      via: z.literal("port-forward"),
    }),
    z.strictObject({
      /** An Ingress at the host of `externalUrl`, with a certificate of the cluster's public issuer. Grafana asks for a password. */
      via: z.literal("ingress"),
      /** IngressClass of the controller. @default "nginx" */
      className: objectName.default("nginx"),
    }),
  ],
  { error: 'must say how: via "port-forward" or "ingress"' },
);

/** Shows dashboards over Prometheus and Alertmanager. */
const grafana = z.strictObject({
  /** Where people open Grafana; alerts link to its dashboards. */
  externalUrl: siteUrl,
  /** How people reach it. @default { via: "port-forward" } */
  exposure: grafanaExposure.prefault({ via: "port-forward" }),
  /** Pods. More than one needs `postgres` storage, or each would have users and sessions of its own. @default 1 */
  replicas: count(1, 100).default(1),
  /** Where users, sessions and what people saved by hand are kept. @default { mode: "ephemeral" } dashboards and datasources are provisioned */
  storage: grafanaStorage.prefault({ mode: "ephemeral" }),
  /** CPU and memory of one pod. @default requests 250m and 512Mi, limits 1 and 1Gi */
  resources: resources.default({
    cpu: { request: "250m", limit: "1" },
    memory: { request: "512Mi", limit: "1Gi" },
  }),
});

const customMetrics = z.discriminatedUnion(
  "provider",
  [
    z.strictObject({
      /** Serves the custom metrics API from Prometheus. A cluster has room for one server of that API. */
      provider: z.literal("prometheus-adapter"),
      /** Pods. While none answers, only CPU and memory ask for more API pods, and nothing shrinks. @default 2 */
      replicas: count(1, 100).default(2),
      /** CPU and memory of one pod. @default requests 100m and 128Mi, limits 250m and 256Mi */
      resources: resources.default({
        cpu: { request: "100m", limit: "250m" },
        memory: { request: "128Mi", limit: "256Mi" },
      }),
    }),
    z.strictObject({
      /** KEDA, which the cluster already has, asks Prometheus: a ScaledObject owns the autoscaler. */
      provider: z.literal("keda"),
      /** Namespace of KEDA's operator, whose pods are let in to Prometheus. @default "keda" */
      namespace: objectName.default("keda"),
    }),
  ],
  { error: 'must say its provider: "prometheus-adapter" or "keda"' },
);

const exporter = (cpu: `${number}m`, memory: `${number}Mi`) =>
  z
    .strictObject({
      /** CPU and memory of one pod. */
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

  /** Who tells the autoscaler the API's requests per second. @default { provider: "prometheus-adapter" } */
  customMetrics: customMetrics.prefault({ provider: "prometheus-adapter" }),

  /** Folder of the runbooks as people open it, such as a repository's web page of `docs/runbooks`. */
  runbooksUrl: url,

  /** One pod that tells the state of Kubernetes objects as metrics. @default requests 50m and 128Mi, limits 250m and 256Mi */
  kubeStateMetrics: exporter("50m", "128Mi"),

  /** A pod on every node that tells its CPU, memory, disks and network as metrics. @default requests 50m and 64Mi, limits 250m and 256Mi */
  nodeExporter: exporter("50m", "64Mi"),

  /** One pod that asks the API's public address as a user would. @default requests 20m and 32Mi, limits 250m and 256Mi */
  blackboxExporter: exporter("20m", "32Mi"),
});

/** The resolved props of the monitoring. */
export type Monitoring = z.output<typeof monitoringProps>;
