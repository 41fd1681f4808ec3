import { z } from "zod";
import { luceneQuery } from "./kibana/lucene-query";
import { extraSettings } from "./settings/extra-settings";
import { elasticsearchRefusals, kibanaRefusals, logstashRefusals } from "./settings/refused-settings";
import {
  bucketName,
  bucketPath,
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
  port,
  regionName,
  resourceName,
  resources,
  storage,
  siteUrl,
  text,
  textOrNone,
  volumeSize,
  wholeSeconds,
} from "../lib/validation/formats";
import { format } from "../lib/validation/format";
import { filesBelow } from "../lib/validation/path-formats";
import { quartzSchedule } from "../lib/validation/quartz";
import { isLogField } from "../contracts/log-fields";

const snapshots = z.discriminatedUnion(
  "to",
  [
    z.strictObject({
      /** A lost volume is a lost log. */
      to: z.literal("nowhere"),
    }),
    z.strictObject({
      /** A bucket of S3 or of what speaks its protocol. The keys come from the Secret `elasticsearch-s3`. */
      to: z.literal("s3"),
      /** Name of the bucket, which exists before. */
      bucket: bucketName,
      /** Region that requests are signed for. @default "us-east-1" */
      region: regionName.default("us-east-1"),
      /** For stores other than AWS. @default AWS's own for the region */
      endpoint: siteUrl.optional(),
      /** Address ranges of a store inside of your network: without them Elasticsearch reaches the internet alone. @default [] */
      ranges: listOf(cidr).default([]),
      /** Folder inside the bucket. @default "elasticsearch" */
      basePath: bucketPath.default("elasticsearch"),
      /**
       * One cluster alone may write to a repository. `read-only` is for every
       * other: it can restore, and takes no snapshot.
       *
       * @default "read-write"
       */
      access: oneOf("read-write", "read-only").default("read-write"),
      /** When one is made, in UTC: six fields, seconds first, as Elasticsearch reads them. @default "0 30 1 * * ?" every night at 01:30 UTC */
      schedule: quartzSchedule.default("0 30 1 * * ?"),
      /** Snapshots older than this are deleted, but for the last five. @default "30d" */
      keep: duration("1d", "3650d").default("30d"),
    }),
    z.strictObject({
      /** A volume that every node mounts: an existing ReadWriteMany claim. */
      to: z.literal("volume"),
      /** Name of the PersistentVolumeClaim, in namespace `logging`. */
      claim: resourceName,
      /**
       * One cluster alone may write to a repository. `read-only` is for every
       * other: it can restore, and takes no snapshot.
       *
       * @default "read-write"
       */
      access: oneOf("read-write", "read-only").default("read-write"),
      /** When one is made, in UTC: six fields, seconds first, as Elasticsearch reads them. @default "0 30 1 * * ?" every night at 01:30 UTC */
      schedule: quartzSchedule.default("0 30 1 * * ?"),
      /** Snapshots older than this are deleted, but for the last five. @default "30d" */
      keep: duration("1d", "3650d").default("30d"),
    }),
  ],
  { error: 'must say where: to "nowhere", "s3" or "volume"' },
);

const elasticsearchProps = z.strictObject({
  /** Nodes, each master-eligible with data. One, or three and more: two have no quorum. */
  nodes: count(1, 1000),

  /** CPU and memory of one node. Half of the memory becomes heap, so request and limit are the same. @default 1 CPU, 4Gi */
  resources: resources.default({
    cpu: { request: "1", limit: "2" },
    memory: { request: "4Gi", limit: "4Gi" },
  }),

  /** Volume of one node. It is kept when the StatefulSet goes. */
  storage,

  /**
   * How index files are read. `host-tuned` maps them into memory and needs
   * `vm.max_map_count` of 262144 on every node; `no-mmap` needs nothing and
   * reads a little slower. Nothing here changes the host.
   *
   * @default "no-mmap"
   */
  memoryMapping: oneOf("host-tuned", "no-mmap").default("no-mmap"),

  /** Where snapshots go, which a lost log is restored from. It has no default: that there are none has to be said. */
  snapshots,

  /** A node may take this long to hand over before it is killed. @default "180s" */
  gracePeriod: wholeSeconds("90s", "1h").default("180s"),

  /**
   * Settings of elasticsearch.yml beyond those of this program. What it promises is given up only with a reason:
   * `{ value: …, override: "why" }`.
   *
   * @default {}
   */
  extraSettings: extraSettings("elasticsearch", elasticsearchRefusals),
});

const mail = z.discriminatedUnion(
  "send",
  [
    z.strictObject({
      /** Errors are found by search and by alerts alone. */
      send: z.literal("never"),
    }),
    z.strictObject({
      /** One mail for each endpoint and period, from each Logstash pod. The password comes from the Secret `logstash-mail`. */
      send: z.literal("on-error"),
      /** Everybody who gets each mail. */
      to: listOf(emailAddress, { atLeast: 1 }),
      /** Sender, as the relay takes it. */
      from: emailAddress,
      /** The mail relay. A mail that it refuses is lost, and named in the pod's log. */
      smtp: z.strictObject({
        /** Host of the relay, on the internet: the NetworkPolicy opens no private range for it. */
        host: dnsName,
        /** Port of the relay. It must offer STARTTLS there: where it does not, the password goes over in the clear. @default 587 */
        port: port.default(587),
        /** Name to log in with. */
        user: loginName,
      }),
      /** At most one mail for each endpoint in this time. @default "15m" */
      atMostEvery: wholeSeconds("1m", "7d").default("15m"),
    }),
  ],
  { error: 'must say when: send "never" or "on-error"' },
);

const logstashProps = z.strictObject({
  /** Pods. Filebeat spreads its load over all of them. */
  replicas: count(1, 100),

  /** CPU and memory of one pod. Half of the memory becomes heap. @default requests 500m, limit 1 CPU, 2Gi */
  resources: resources.default({
    cpu: { request: "500m", limit: "1" },
    memory: { request: "2Gi", limit: "2Gi" },
  }),

  /** Volume of one pod, for its queues. It must hold both of them and some room. @default 8Gi */
  storage: storage.default({ size: "8Gi" }),

  /** Lines that wait on disk while Elasticsearch is away. Beyond that Filebeat waits. @default "4Gi" */
  queue: volumeSize.default("4Gi"),

  /** Documents that Elasticsearch refused, until the dead-letter pipeline has stored them. */
  deadLetters: z
    .strictObject({
      /** Disk that they may take on each pod's volume; beyond it the oldest go. @default "1Gi" */
      size: volumeSize.default("1Gi"),
      /** Older ones go, stored or not. @default "7d" */
      keep: duration("1h", "365d").default("7d"),
    })
    .prefault({}),

  /** Prints every event to the pod's own log. For looking for a fault, never for long. @default false */
  debugOutput: flag.default(false),

  /** Files on the pod's volume, below `/usr/share/logstash/data/import`, that are read besides what Filebeat ships. @default [] */
  files: listOf(filesBelow("/usr/share/logstash/data/import")).default([]),

  /** Mails about lines of severity ERROR. @default { send: "never" } */
  mail: mail.prefault({ send: "never" }),

  /**
   * Settings of logstash.yml beyond those of this program. What it promises is given up only with a reason:
   * `{ value: …, override: "why" }`.
   *
   * @default {}
   */
  extraSettings: extraSettings("logstash", logstashRefusals),
});

/** A search that people find in Kibana by its name. */
const savedSearch = z.strictObject({
  /** Its name in Kibana's list. */
  title: text,
  /** What it is for. @default "" */
  description: textOrNone.default(""),
  /** A Lucene query. Every field that it names must be in the log contract. */
  query: luceneQuery,
  /** Fields that stand side by side. @default the message alone */
  columns: listOf(
    format<string>("logField", isLogField, "is no field of the log contract: see contracts/log-fields.ts"),
  ).default(["message"]),
});

const kibanaExposure = z.discriminatedUnion(
  "via",
  [
    z.strictObject({
      /** Through the API server: `kubectl port-forward -n logging svc/kibana 5601:5601`. */
      via: z.literal("port-forward"),
    }),
    z.strictObject({
      /** At a public address, over HTTPS. Refused where `logging.security` is `disabled`. */
      via: z.literal("ingress"),
      /** Public host name; `cluster.publicIssuer` signs its certificate. */
      host: dnsName,
      /** IngressClass of the controller. @default "nginx" */
      className: objectName.default("nginx"),
    }),
  ],
  { error: 'must say how: via "port-forward" or "ingress"' },
);

const kibanaProps = z.strictObject({
  /** Pods. Their state is in Elasticsearch; a new version stops all of them before it starts. @default 1 */
  replicas: count(1, 100).default(1),

  /** CPU and memory of one pod. @default requests 500m and 1Gi, limits 1 and 2Gi */
  resources: resources.default({
    cpu: { request: "500m", limit: "1" },
    memory: { request: "1Gi", limit: "2Gi" },
  }),

  /** How people reach Kibana. @default { via: "port-forward" } nothing is published */
  exposure: kibanaExposure.prefault({ via: "port-forward" }),

  /** Address that links in mails and reports begin with. @default https and the Ingress's host, or https://localhost:5601 */
  publicUrl: siteUrl.optional(),

  /** A user who does nothing for this long is logged out. @default "1h" */
  sessionTimeout: wholeSeconds("1m", "30d").default("1h"),

  /** Searches beside those that come with the program. @default [] */
  savedSearches: listOf(savedSearch).default([]),

  /**
   * Settings of kibana.yml beyond those of this program. What it promises is given up only with a reason:
   * `{ value: …, override: "why" }`.
   *
   * @default {}
   */
  extraSettings: extraSettings("kibana", kibanaRefusals),
});

const filebeatProps = z.strictObject({
  /** Namespaces whose pods' lines are shipped, or "all". @default ["fingerprint"] */
  namespaces: z
    .union([z.literal("all"), listOf(resourceName, { atLeast: 1 })], {
      error: 'must be "all" or a list of namespaces',
    })
    .default(["fingerprint"]),

  /** Namespaces that are never shipped: the stack's own lines would breed more lines. @default filebeat and logging */
  drop: listOf(resourceName).default(["filebeat", "logging"]),

  /** CPU and memory on each node. @default requests 100m and 128Mi, limits 500m and 256Mi */
  resources: resources.default({
    cpu: { request: "100m", limit: "500m" },
    memory: { request: "128Mi", limit: "256Mi" },
  }),
});

/** Logging: Filebeat on every node, Logstash, Elasticsearch and Kibana. */
export const loggingProps = z.strictObject({
  /**
   * TLS, users and roles. `disabled` sends lines, which hold clients'
   * addresses, over the network in the clear and lets every pod that reaches
   * Elasticsearch read and delete all of them.
   *
   * @default "enabled"
   */
  security: oneOf("enabled", "disabled").default("enabled"),

  /**
   * The cert-manager ClusterIssuer that signs for what speaks TLS inside the
   * stack: a private authority, never a public one.
   *
   * @default "fingerprint-internal"
   */
  issuer: objectName.default("fingerprint-internal"),

  /** Daily indices older than this are deleted. */
  retention: duration("3d", "3650d"),

  /** Where documents live: nodes, volumes, snapshots and settings of Elasticsearch. */
  elasticsearch: elasticsearchProps,

  /** Turns lines into documents, and keeps them on disk until Elasticsearch has them. */
  logstash: logstashProps,

  /** Where people search. */
  kibana: kibanaProps.prefault({}),

  /** Takes lines from the nodes to Logstash: one pod on every node. */
  filebeat: filebeatProps.prefault({}),
});

/** The resolved props of logging. */
export type Logging = z.output<typeof loggingProps>;

/** What the Elasticsearch part of an environment says. */
export type ElasticsearchProps = Logging["elasticsearch"];

/** What the Logstash part of an environment says. */
export type LogstashProps = Logging["logstash"];

/** What the Kibana part of an environment says. */
export type KibanaProps = Logging["kibana"];

/** What the Filebeat part of an environment says. */
export type FilebeatProps = Logging["filebeat"];
